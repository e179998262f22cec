/**
 * How many milliseconds this process has computed for it. What others do on the machine meanwhile
 * makes it no longer, as it would by the clock on the wall.
 */
export async function effort<T>(work: () => T | Promise<T>): Promise<{ result: T; ms: number }> {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    return { result, ms: (user + system) / 1_000 };
}
