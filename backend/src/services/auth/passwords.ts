import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "../../errors.ts";

/** OWASP's first choice for argon2id. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 } as const;

/** Hashing takes a thread of Node's pool each: a flood of sign-ins must leave some to everybody else. */
const MAX_RUNNING = Math.min(2, availableParallelism());
const MAX_WAITING = 200;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs when there is room. What has to be counted together with a check (attempts on an account)
 * happens inside, so that no more checks are open than may run.
 */
export async function withHashingSlot<T>(work: () => Promise<T>): Promise<T> {
    if (running >= MAX_RUNNING) {
        if (waiting.length >= MAX_WAITING)
            throw new AppError("OVERLOADED", { headers: { "retry-after": "2" } });
        await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
        return await work();
    } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
    }
}

/** Inside `withHashingSlot`. */
export function hashPassword(password: string): Promise<string> {
    return hash(password, OPTIONS);
}

/** Of random bytes nobody kept: what an account that does not exist is checked against. */
const DECOY =
    "$argon2id$v=19$m=19456,t=2,p=1$GhKICfh/9NvswGyPaDeLEw$nwoC9oIosKhPWGXH08I1ppuV7depPMWfr0k9JI4oS1I";

/** Inside `withHashingSlot`. Without a stored hash it takes the same time and is false. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
    const isRight = await verify(stored ?? DECOY, password);
    return stored !== null && isRight;
}
