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

/** Above so many of one file for one reason, the file stands for them. */
const NAMED = 3;

function skippedLines(skipped) {
    const ofFile = ({ name, reason }) => `${name.split(": ", 1)[0]} (${reason})`;
    const inFile = counted(skipped.map(ofFile));
    const names = skipped.map((each) =>
        inFile.get(ofFile(each)) > NAMED ? { ...each, name: each.name.split(": ", 1)[0] } : each
    );
    const lines = counted(names.map(({ name, reason }) => `skipped: ${name} (${reason})`));
    return [...lines].map(([line, times]) => (times > 1 ? `${line} × ${times}` : line));
}

function counted(texts) {
    const counts = new Map();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts;
}
