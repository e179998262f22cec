/** The name that was probably meant, or none. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
    const limit = name.length < 4 ? 1 : 2;
    let best: string | undefined;
    let distance = limit + 1;
    for (const candidate of candidates) {
        if (Math.abs(candidate.length - name.length) >= distance) continue;
        const found = editDistance(name.toLowerCase(), candidate.toLowerCase());
        if (found >= distance) continue;
        best = candidate;
        distance = found;
    }
    return best;
}

function editDistance(left: string, right: string): number {
    let row = Array.from({ length: right.length + 1 }, (_, index) => index);
    for (let i = 1; i <= left.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= right.length; j += 1) {
            const change = left[i - 1] === right[j - 1] ? 0 : 1;
            next.push(
                Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + change)
            );
        }
        row = next;
    }
    return row[right.length] ?? 0;
}
