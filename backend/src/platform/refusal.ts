/**
 * Why the process does not start, in words for whoever started it: what is wrong, and the way out.
 * Shown as two lines, without a stack; everything else that is thrown at start is a defect of ours.
 */
export class Refusal extends Error {
    readonly solution: string;

    constructor(message: string, solution: string, cause?: unknown) {
        super(message, { cause });
        this.name = "Refusal";
        this.solution = solution;
    }
}
