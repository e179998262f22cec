import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { repositoryRoot, scanImports } from "./zones.ts";

/**
 * Each row of the zone table in .eslintrc.json gets one import it must refuse and one it must
 * accept, linted by the real Oxlint with the real configuration in a copy of the layout.
 */
interface Seed {
    zone: string;
    file: string;
    refused: string[];
    accepted: string[];
}

const seeds: Seed[] = [
    {
        zone: "shared/orchestrator",
        file: "shared/src/orchestrator/seed.ts",
        refused: [
            'import { z } from "zod";\nz;',
            'import { now } from "../workflow/now.ts";\nnow;',
            'import { hash } from "node:crypto";\nhash;',
            'import type { Draft } from "../workflow/draft.ts";\nexport type D = Draft;'
        ],
        accepted: ['import { plan } from "./plan.ts";\nplan;']
    },
    {
        zone: "shared/schema",
        file: "shared/src/schema/infer/seed.ts",
        refused: [
            'import { draft } from "../../workflow/draft.ts";\ndraft;',
            'import { fact } from "../../orchestrator/facts.ts";\nfact;'
        ],
        accepted: ['import { z } from "zod";\nimport { type } from "../type.ts";\nz;\ntype;']
    },
    {
        zone: "shared/workflow",
        file: "shared/src/workflow/seed.ts",
        refused: [
            'import { route } from "../contract/route.ts";\nroute;',
            'import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";\ncatalogue;'
        ],
        accepted: ['import { type } from "../schema/type.ts";\ntype;']
    },
    {
        zone: "shared/workflow/conditions/linear-regex",
        file: "shared/src/workflow/conditions/linear-regex.ts",
        refused: ['import { route } from "../../contract/route.ts";\nroute;'],
        accepted: ['import { RE2JS } from "re2js";\nRE2JS;']
    },
    {
        zone: "shared/contract",
        file: "shared/src/contract/seed.ts",
        refused: [
            'import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";\ncatalogue;',
            'import { readFile } from "node:fs/promises";\nreadFile;'
        ],
        accepted: ['import { draft } from "../workflow/draft.ts";\ndraft;']
    },
    {
        zone: "shared",
        file: "shared/src/seed.ts",
        refused: ['import fastify from "fastify";\nfastify;'],
        accepted: ['import { z } from "zod";\nz;']
    },
    {
        zone: "nodes/kit",
        file: "nodes/kit/seed.ts",
        refused: [
            'import { definition } from "../echo/definition.ts";\ndefinition;',
            'import { pool } from "@flowmaestro/backend/src/pool.ts";\npool;'
        ],
        accepted: ['import { z } from "zod";\nz;']
    },
    {
        zone: "nodes/*/definition, evaluate",
        file: "nodes/slack/send-message/definition.ts",
        refused: [
            'import { WebClient } from "@slack/web-api";\nWebClient;',
            'import executor from "./executor.ts";\nexecutor;',
            'import { url } from "../../http/url.ts";\nurl;',
            'import { hash } from "../impure.ts";\nhash;'
        ],
        accepted: [
            'import { z } from "zod";\nimport { defineNode } from "../../kit/definition.ts";\nimport { x } from "../pure.ts";\nz;\ndefineNode;\nx;'
        ]
    },
    {
        zone: "nodes/*/definition, evaluate",
        file: "nodes/echo/evaluate.ts",
        refused: ['import { hash } from "node:crypto";\nhash;'],
        accepted: ['import { text } from "@flowmaestro/shared/schema/text.ts";\ntext;']
    },
    {
        zone: "nodes/*/executor",
        file: "nodes/slack/send-message/executor.ts",
        refused: [
            'import { post } from "../../http/post.ts";\npost;',
            'import { Pool } from "pg";\nPool;',
            'import { fetch } from "undici";\nfetch;',
            'import { request } from "node:https";\nrequest;',
            'import { pool } from "@flowmaestro/backend/src/pool.ts";\npool;',
            'export const page = fetch("https://example.com");',
            'export const page = globalThis.fetch("https://example.com");',
            'import { connect } from "node:net";\nconnect;'
        ],
        accepted: [
            'import { WebClient } from "@slack/web-api";\nimport { post } from "../post.ts";\nWebClient;\npost;',
            'import { implementNode } from "../../kit/executor.ts";\nimplementNode;'
        ]
    },
    {
        zone: "nodes/catalogue",
        file: "nodes/catalogue.gen.ts",
        refused: ['import executor from "./echo/executor.ts";\nexecutor;'],
        accepted: ['import { definition } from "./echo/definition.ts";\ndefinition;']
    },
    {
        zone: "nodes/executors",
        file: "nodes/executors.gen.ts",
        refused: ['import { Pool } from "pg";\nPool;'],
        accepted: ['import executor from "./echo/executor.ts";\nexecutor;']
    },
    {
        zone: "backend",
        file: "backend/src/services/seed.ts",
        refused: [
            'import { App } from "@flowmaestro/frontend/src/App.tsx";\nApp;',
            'import { App } from "../../../frontend/src/App.tsx";\nApp;',
            'import { definition } from "@flowmaestro/nodes/echo/definition.ts";\ndefinition;',
            'export const page = fetch("https://example.com");',
            'export const page = globalThis.fetch("https://example.com");',
            'export const socket = new WebSocket("wss://example.com");',
            'import { fetch } from "undici";\nfetch;',
            'import { request } from "node:https";\nrequest;',
            'import http from "node:http";\nhttp;',
            'import { connect } from "node:tls";\nconnect;',
            'import { lookup } from "node:dns/promises";\nlookup;',
            'import { Client } from "@temporalio/client";\nClient;'
        ],
        accepted: [
            'import type { IncomingMessage } from "node:http";\nexport type I = IncomingMessage;',
            'import { executors } from "@flowmaestro/nodes/executors.gen.ts";\nimport pg from "pg";\nexecutors;\npg;'
        ]
    },
    {
        zone: "backend/platform/egress",
        file: "backend/src/platform/egress/seed.ts",
        refused: ['import axios from "axios";\naxios;'],
        accepted: [
            'import { Agent } from "undici";\nimport { isIP } from "node:net";\nAgent;\nisIP;'
        ]
    },
    {
        zone: "backend/api/routes",
        file: "backend/src/api/routes/workflows/seed.ts",
        refused: [
            'import { WorkflowRepository } from "../../../storage/repositories/workflow.ts";\nWorkflowRepository;',
            'import pg from "pg";\npg;',
            'import { engine } from "../../../engines/embedded/engine.ts";\nengine;'
        ],
        accepted: [
            'import type { WorkflowRepository } from "../../../storage/repositories/workflow.ts";\nexport type W = WorkflowRepository;',
            'import { publish } from "../../../services/publish.ts";\npublish;'
        ]
    },
    {
        zone: "backend/engines/temporal",
        file: "backend/src/engines/temporal/seed.ts",
        refused: [
            'import { request } from "node:https";\nrequest;',
            'import { fetch } from "undici";\nfetch;'
        ],
        accepted: ['import { Client } from "@temporalio/client";\nClient;']
    },
    {
        zone: "backend/engines/temporal/workflow",
        file: "backend/src/engines/temporal/workflow.ts",
        refused: [
            'import { draft } from "@flowmaestro/shared/workflow/draft.ts";\ndraft;',
            'import { activities } from "./activities.ts";\nactivities;',
            'import { hash } from "node:crypto";\nhash;',
            'import { Client } from "@temporalio/client";\nClient;',
            'import { z } from "zod";\nz;'
        ],
        accepted: [
            'import { SearchAttributeType } from "@temporalio/common";\nSearchAttributeType;',
            'import { proxyActivities } from "@temporalio/workflow";\nimport { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";\nproxyActivities;\nevolve;',
            'import type { activities } from "./activities.ts";\nexport type A = typeof activities;'
        ]
    },
    {
        zone: "frontend",
        file: "frontend/src/editor/seed.ts",
        refused: [
            'import { server } from "@flowmaestro/backend/src/api/server.ts";\nserver;',
            'import { executors } from "@flowmaestro/nodes/executors.gen.ts";\nexecutors;',
            'import executor from "@flowmaestro/nodes/echo/executor.ts";\nexecutor;',
            'import { readFile } from "node:fs";\nreadFile;',
            'export const load = () => import("@flowmaestro/backend/src/main.ts");'
        ],
        accepted: [
            'import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";\nimport { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";\ncatalogue;\nevolve;'
        ]
    },
    {
        zone: "frontend/features",
        file: "frontend/src/features/executions/seed.ts",
        refused: ['import { login } from "../auth/login.ts";\nlogin;'],
        accepted: [
            'import { list } from "./list.ts";\nimport { Button } from "../../components/common/Button.tsx";\nlist;\nButton;'
        ]
    },
    {
        zone: "frontend/components/common",
        file: "frontend/src/components/common/seed.ts",
        refused: [
            'import { fact } from "@flowmaestro/shared/orchestrator/facts.ts";\nfact;',
            'import { messages } from "../../messages/index.ts";\nmessages;'
        ],
        accepted: [
            'import { Dialog } from "radix-ui";\nimport { cx } from "./cx.ts";\nDialog;\ncx;'
        ]
    },
    {
        zone: "e2e",
        file: "e2e/seed.ts",
        refused: ['import { server } from "@flowmaestro/backend/src/api/server.ts";\nserver;'],
        accepted: ['import { test } from "@playwright/test";\ntest;']
    }
];

/** Each needs the world, which the core does not have. */
const worldly = [
    "export const a = Date.now();",
    "export const a = new Date();",
    "export const a = Math.random();",
    "export const a = performance.now();",
    "setTimeout(() => undefined, 1);",
    "export const a = crypto.randomUUID();",
    'export const a = fetch("https://example.com");',
    "export const a = process.env;"
];

const home = mkdtempSync(join(tmpdir(), "zones-"));
const reports = new Map<string, string[]>();

/** File names choose the row, so every snippet of a seed lies in a small repository of its own. */
function writeRepository(layer: number): string {
    const root = join(home, String(layer));
    const write = (path: string, text: string): void => {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), `${text}\n`);
    };
    const packages = ["shared", "nodes", "backend", "frontend", "e2e"];
    const needed = [
        ".eslintrc.json",
        "scripts/lint",
        ...packages.map((name) => `${name}/package.json`)
    ];
    for (const path of needed) {
        cpSync(join(repositoryRoot, path), join(root, path), { recursive: true });
    }
    write("nodes/slack/impure.ts", 'import { hash } from "node:crypto";\nexport const h = hash;');
    write("nodes/slack/pure.ts", 'import { z } from "zod";\nexport const x = z;');
    for (const seed of seeds) {
        const snippet = [...seed.refused, ...seed.accepted][layer];
        if (snippet !== undefined) write(seed.file, snippet);
    }
    worldly.forEach((text, index) => write(`shared/src/orchestrator/worldly-${index}.ts`, text));
    return root;
}

function lint(root: string, layer: number): void {
    const oxlint = join(repositoryRoot, "node_modules/oxlint/bin/oxlint");
    const args = [oxlint, "-c", ".eslintrc.json", "-f", "json"];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    for (const { filename, message, code } of report.parse(JSON.parse(stdout)).diagnostics) {
        if (!/house\(zones\)|no-restricted/.test(code ?? "")) continue;
        const key = `${layer} ${filename}`;
        reports.set(key, [...(reports.get(key) ?? []), message]);
    }
}

const report = z.object({
    diagnostics: z.array(
        z.object({ filename: z.string(), message: z.string(), code: z.string().optional() })
    )
});

beforeAll(() => {
    const layers = Math.max(...seeds.map((seed) => seed.refused.length + seed.accepted.length));
    for (let layer = 0; layer < layers; layer++) lint(writeRepository(layer), layer);
}, 60_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(seeds)("$zone ($file)", ({ file, refused, accepted }) => {
    it.each(refused.map((snippet, index) => ({ snippet, index })))(
        "refuses $snippet",
        ({ index }) => expect(reports.get(`${index} ${file}`) ?? []).not.toEqual([])
    );

    it.each(accepted.map((snippet, index) => ({ snippet, index })))(
        "accepts $snippet",
        ({ index }) => expect(reports.get(`${refused.length + index} ${file}`) ?? []).toEqual([])
    );
});

describe("the core's banned globals", () => {
    it.each(worldly.map((snippet, index) => ({ snippet, index })))("refuse $snippet", ({ index }) =>
        expect(reports.get(`0 shared/src/orchestrator/worldly-${index}.ts`) ?? []).not.toEqual([])
    );
});

describe("the table", () => {
    it("has a seed for every row, and no seed without a row", () => {
        const text = readFileSync(join(repositoryRoot, ".eslintrc.json"), "utf8");
        const rows = [...text.matchAll(/"zone": "([^"]+)"/g)].map((match) => match[1]);
        expect(new Set(seeds.map((seed) => seed.zone))).toEqual(new Set(rows));
    });

    it("says what to do instead", () => {
        const first = reports.get("0 frontend/src/features/executions/seed.ts")?.[0];
        expect(first).toContain("lift what both need to components");
    });
});

describe("scanImports", () => {
    it("finds static, re-exporting and dynamic imports and tells types apart", () => {
        const source = [
            'import { a,\n    b } from "one";',
            'import type { T } from "two";',
            'export * from "three";',
            'import "four";',
            'const five = await import("five");'
        ].join("\n");
        expect(scanImports(source)).toEqual([
            { specifier: "one", type_only: false },
            { specifier: "two", type_only: true },
            { specifier: "three", type_only: false },
            { specifier: "four", type_only: false },
            { specifier: "five", type_only: false }
        ]);
    });
});
