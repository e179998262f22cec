import type { SignalOutcome } from "../../engine.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import { pending } from "@flowmaestro/shared/orchestrator/pending.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { Cluster } from "./cluster.ts";
import { outputOf } from "./executor.ts";
import type { Library } from "./library.ts";
import type { Program } from "./program.ts";
import type { Tables } from "./tables.ts";
import type { World } from "./world.ts";

const PATIENCE_MS = 15_000;

/** What people were told, which the log has to bear out. */
export interface Told {
    readonly execution_id: string;
    readonly kind: "cancel" | "pause" | "resume" | "answer";
    readonly by: string;
    readonly id: string;
    readonly outcome: SignalOutcome["kind"];
}

/** Clients outside of every process: they start, answer, pause and cancel, and try again. */
export class People {
    readonly started = new Set<string>();
    readonly told: Told[] = [];
    private readonly world: World;
    private readonly cluster: Cluster;
    private readonly tables: Tables;
    private readonly library: Library;
    private readonly violation: (what: string) => void;
    private readonly folded = new Map<string, State>();
    private names = 0;

    constructor(options: {
        readonly world: World;
        readonly cluster: Cluster;
        readonly tables: Tables;
        readonly library: Library;
        readonly violation: (what: string) => void;
    }) {
        this.world = options.world;
        this.cluster = options.cluster;
        this.tables = options.tables;
        this.library = options.library;
        this.violation = options.violation;
        this.tables.onStored = (execution_id, worker) => this.hear(execution_id, worker);
    }

    /** Again and again under one id, until somebody says yes; some ask twice at once. */
    start(program: Program): void {
        if (this.started.has(program.execution_id)) return;
        const { dice } = this.world;
        if (dice.chance(15))
            this.world.in(dice.below(40), () => this.ask(program, () => undefined));
        this.ask(program, () => void this.world.in(300, () => this.start(program)));
    }

    private ask(program: Program, no: () => void): void {
        this.tables.plans.set(program.plan_hash, program.plan);
        const { execution_id, workspace_id, plan, plan_hash } = program;
        const asked = this.cluster.any().start({
            execution_id,
            workspace_id,
            workflow_id: "workflow",
            workflow_name: "Simulated",
            version: 1,
            definition_hash: "definition",
            plan_hash,
            plan,
            trigger: "test",
            inputs: {},
            started_by: null
        });
        this.await(asked, {
            yes: () => {
                if (this.tables.lengthOf(execution_id) === 0)
                    this.violation(`${execution_id}: acknowledged before it was stored`);
                this.started.add(execution_id);
            },
            no
        });
    }

    /** Whoever sees an open question or wait answers it, some of them at the same time. */
    answerAll(haste: number): void {
        for (const program of this.library.all()) this.answerOpen(program, haste);
    }

    private answerOpen(program: Program, haste: number, worker = ""): void {
        const state = this.stateOf(program);
        if (state === null || state.ended !== null) return;
        for (const open of pending(program.plan, state)) {
            if (open.kind !== "ask" && !(open.kind === "wait" && open.event !== undefined))
                continue;
            if (!this.world.dice.chance(haste)) continue;
            const count = this.world.dice.chance(40) ? 2 : 1;
            for (let each = 0; each < count; each += 1) this.answer(program, open.id, worker);
        }
    }

    /** Machines answer at once: while the process that asked is still hearing that it did. */
    private hear(execution_id: string, worker: string): void {
        const { dice } = this.world;
        if (!dice.chance(50)) return;
        const after = dice.chance(50) ? dice.below(2_000) / 1_000 : dice.below(200);
        this.world.in(after, () => {
            const program = this.library.find(execution_id);
            if (program !== null) this.answerOpen(program, 60, worker);
        });
    }

    control(execution_id: string, workspace_id: string, kind: "cancel" | "pause" | "resume"): void {
        const by = this.name();
        const asked = this.cluster.any().signal({
            execution_id,
            workspace_id,
            dedupe_key: `${kind}:${by}`,
            signal: { kind, by }
        });
        this.note(asked, { execution_id, kind, by, id: "" });
    }

    private answer(program: Program, id: string, worker: string): void {
        const by = this.name();
        const { execution_id } = program;
        const workspace_id = this.tables.executions.get(execution_id)?.row.workspace_id ?? "";
        const answer = program.answer(id);
        const port = answer.kind === "done" ? (answer.ports[0] ?? "out") : "out";
        const asked = this.cluster.near(worker).signal({
            execution_id,
            workspace_id,
            dedupe_key: `answer:${by}`,
            signal: {
                kind: "answer",
                id,
                answer: { port, output: { json: outputOf(program, id) }, by }
            }
        });
        this.note(asked, { execution_id, kind: "answer", by, id });
    }

    private note(asked: Promise<SignalOutcome>, about: Omit<Told, "outcome">): void {
        this.await(asked, {
            yes: ({ kind }) => this.told.push({ ...about, outcome: kind }),
            no: () => undefined
        });
    }

    /** A process that died never answers: nobody waits for ever. */
    private await<T>(
        asked: Promise<T>,
        { yes, no }: { yes: (value: T) => void; no: () => void }
    ): void {
        let isOver = false;
        const once = (go: () => void): void => {
            if (isOver) return;
            isOver = true;
            go();
        };
        this.world.in(PATIENCE_MS, () => once(no));
        asked.then(
            (value) => once(() => yes(value)),
            () => once(no)
        );
    }

    private stateOf({ execution_id, plan }: Program): State | null {
        const length = this.tables.lengthOf(execution_id);
        if (length === 0) return null;
        let state = this.folded.get(execution_id);
        if (state === undefined) {
            state = initial(plan);
            this.folded.set(execution_id, state);
        }
        if (state.seq === length) return state;
        for (const fact of this.tables.logOf(execution_id).slice(state.seq))
            evolve(plan, state, fact);
        return state;
    }

    private name(): string {
        this.names += 1;
        return `person-${this.names}`;
    }
}
