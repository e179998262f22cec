export const RUNS = Number(process.env["FM_DIFF_RUNS"] ?? 60);
export const FIRST = Number(process.env["FM_DIFF_SEED"] ?? 1);
export const AT_ONCE = 6;

/** What was wrong, each with its seed. */
export async function forEachSeed(
    runs: number,
    at_once: number,
    work: (seed: number) => Promise<readonly string[]>
): Promise<string[]> {
    const seeds = Array.from({ length: runs }, (_, index) => FIRST + index);
    const wrong: string[] = [];
    const worker = async (): Promise<void> => {
        for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
            wrong.push(...(await work(seed)).map((line) => `seed ${seed}: ${line}`));
    };
    await Promise.all(Array.from({ length: at_once }, worker));
    return wrong;
}
