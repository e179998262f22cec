export const editor = {
    page: "Builder"
} as const;
