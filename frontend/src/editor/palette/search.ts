import type { Catalogue, Category, NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { CATEGORIES } from "../canvas/category-look.ts";

export interface Found {
    readonly type: NodeType;
    /** Letters of the name that were asked for. */
    readonly marked: readonly number[];
}

/** Forgives: names, other words for the same thing, descriptions, and letters left out. */
export function searchTypes(catalogue: Catalogue, query: string): readonly Found[] {
    const words = query.trim().toLowerCase();
    const types = catalogue.types.flatMap((name) => catalogue.get(name) ?? []);
    if (words === "") return types.map((type) => ({ type, marked: [] }));
    return types
        .map((type) => ({ type, ...rate(type, words) }))
        .filter((found) => found.score > 0)
        .sort((one, other) => other.score - one.score)
        .map(({ type, marked }) => ({ type, marked }));
}

function rate(type: NodeType, words: string): { score: number; marked: readonly number[] } {
    const name = type.name.toLowerCase();
    const at = name.indexOf(words);
    const span = Array.from({ length: words.length }, (_, index) => at + index);
    if (at === 0) return { score: 100 - name.length / 100, marked: span };
    if (at > 0) return { score: /\W/u.test(name[at - 1] ?? "") ? 90 : 70, marked: span };
    const keyword = type.keywords.find((one) => one.toLowerCase().startsWith(words));
    if (keyword !== undefined || type.type.startsWith(words)) return { score: 60, marked: [] };
    if (type.keywords.some((one) => one.toLowerCase().includes(words))) {
        return { score: 50, marked: [] };
    }
    const letters = subsequence(name, words);
    if (letters !== null) return { score: 30, marked: letters };
    if (type.description.toLowerCase().includes(words)) return { score: 20, marked: [] };
    return { score: 0, marked: [] };
}

function subsequence(name: string, letters: string): readonly number[] | null {
    const marked: number[] = [];
    let from = 0;
    for (const letter of letters.replace(/\s/gu, "")) {
        const at = name.indexOf(letter, from);
        if (at < 0) return null;
        marked.push(at);
        from = at + 1;
    }
    return marked;
}

export interface TypeGroup {
    readonly category: Category;
    readonly types: readonly NodeType[];
}

/** In the order of the design; only categories that have something. */
export function groupedTypes(catalogue: Catalogue): readonly TypeGroup[] {
    const types = catalogue.types.flatMap((name) => catalogue.get(name) ?? []);
    return CATEGORIES.map((category) => ({
        category,
        types: types.filter((type) => type.category === category)
    })).filter((group) => group.types.length > 0);
}
