/** WCAG contrast from OKLCH tokens: what tokens.test.ts measures with. */

export interface Oklch {
    readonly l: number;
    readonly c: number;
    readonly h: number;
}

export function parseOklch(text: string): Oklch {
    const match = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/u.exec(text.trim());
    if (match === null) throw new Error(`Not an opaque oklch() colour: ${text}`);
    return { l: Number(match[1]), c: Number(match[2]), h: Number(match[3]) };
}

type Triple = readonly [number, number, number];

/** Linear sRGB, clipped to the gamut as a browser's sRGB display does. */
export function linearRgb(color: Oklch): Triple {
    return oklabToLinear(oklab(color));
}

/** `color-mix(in oklab, a share, b)`. */
export function mixOklab(first: Oklch, share: number, second: Oklch): Triple {
    const [a, b] = [oklab(first), oklab(second)];
    const at = (index: 0 | 1 | 2) => a[index] * share + b[index] * (1 - share);
    return oklabToLinear([at(0), at(1), at(2)]);
}

export function contrast(first: Triple, second: Triple): number {
    const [a, b] = [luminance(first), luminance(second)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function oklab({ l, c, h }: Oklch): Triple {
    const angle = (h * Math.PI) / 180;
    return [l, c * Math.cos(angle), c * Math.sin(angle)];
}

function oklabToLinear([l, a, b]: Triple): Triple {
    const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
    return [
        clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short)
    ];
}

const clip = (value: number) => Math.min(1, Math.max(0, value));

const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
