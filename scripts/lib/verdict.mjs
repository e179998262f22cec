/**
 * The last words of `npm test`: what was skipped and why, then one line that totals all suites.
 * With `requireAll`, what was skipped counts as failed.
 */
export function verdict(tallies, requireAll) {
    const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
    const skipped = tallies.flatMap((tally) => tally.skipped);
    const failed = sum("failed") + (requireAll ? skipped.length : 0);
    const lines = skippedLines(skipped);
    if (requireAll && skipped.length > 0) {
        lines.push("FM_REQUIRE_ALL=1: what was skipped counts as failed.");
    }
    const rest = !requireAll && skipped.length > 0 ? `, ${skipped.length} skipped` : "";
    return {
        lines: [...lines, `${sum("passed")} passed, ${failed} failed${rest}`],
        ok: failed === 0
    };
}

function skippedLines(skipped) {
    const counts = new Map();
    for (const { name, reason } of skipped) {
        const line = `skipped: ${name} (${reason})`;
        counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    return [...counts].map(([line, times]) => (times > 1 ? `${line} × ${times}` : line));
}
