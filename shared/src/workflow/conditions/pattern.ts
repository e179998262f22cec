/**
 * What is wrong with a pattern, told without the engine that runs it: the editor checks while
 * somebody types. What this lets through the engine may still refuse, in an execution.
 */
export function patternProblem(pattern: string): string | null {
    if (/\(\?<?[=!]/.test(pattern)) return "Look-around, (?=…) or (?<=…), is not supported.";
    if (/(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/.test(pattern)) return "Back-references are not supported.";
    // Spellings of RE2 that the browser's engine does not know.
    const portable = pattern
        .replaceAll("(?P<", "(?<")
        .replaceAll(/\(\?[imsU]*(?:-[imsU]+)?\)/g, "")
        .replaceAll(/\(\?[imsU]+(?:-[imsU]+)?:/g, "(?:")
        .replaceAll(/\\[AzQEpPaCx]/g, "")
        .replaceAll(/\[\[:\^?\w+:\]\]/g, "[a]");
    try {
        new RegExp(portable);
        return null;
    } catch (cause) {
        return cause instanceof Error
            ? cause.message.replace(/^Invalid regular expression: /, "")
            : "";
    }
}
