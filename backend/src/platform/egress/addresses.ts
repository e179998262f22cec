import { isIP } from "node:net";

/**
 * Which addresses are somebody else's, out on the internet. Judged on the parsed bytes: there are
 * dozens of ways to write 127.0.0.1 and only one way to store it. IPv4 is what is left after the
 * special-purpose registry; IPv6 is what lies in global unicast, so a wrapper nobody thought of is
 * refused by default.
 */
interface Range {
    readonly bytes: readonly number[];
    readonly bits: number;
    readonly kind: string;
}

function range(text: string, kind: string): Range {
    const [address = "", bits = ""] = text.split("/");
    return { bytes: bytesOf(address) ?? [], bits: Number(bits), kind };
}

const V4_SPECIAL: readonly Range[] = [
    range("0.0.0.0/8", "an address of this very host"),
    range("10.0.0.0/8", "a private address"),
    range("100.64.0.0/10", "an address shared inside a provider's network"),
    range("127.0.0.0/8", "a loopback address"),
    range("168.63.129.16/32", "a cloud's metadata service"),
    range("169.254.0.0/16", "a link-local address, where clouds keep metadata"),
    range("172.16.0.0/12", "a private address"),
    range("192.0.0.0/24", "a reserved address"),
    range("192.0.2.0/24", "an address for documentation"),
    range("192.88.99.0/24", "a reserved address"),
    range("192.168.0.0/16", "a private address"),
    range("198.18.0.0/15", "an address for benchmarks"),
    range("198.51.100.0/24", "an address for documentation"),
    range("203.0.113.0/24", "an address for documentation"),
    range("224.0.0.0/4", "a multicast address"),
    range("240.0.0.0/4", "a reserved address")
];

const V6_GLOBAL = range("2000::/3", "");

const V6_SPECIAL: readonly Range[] = [
    range("2001::/23", "an address of a tunnel or protocol"),
    range("2001:db8::/32", "an address for documentation"),
    range("2002::/16", "an address of a 6to4 tunnel"),
    range("3fff::/20", "an address for documentation")
];

const V6_NAMED: readonly Range[] = [
    range("::1/128", "a loopback address"),
    range("::/128", "an address of this very host"),
    range("fc00::/7", "a private address"),
    range("fe80::/10", "a link-local address"),
    range("fec0::/10", "a private address"),
    range("ff00::/8", "a multicast address")
];

/** IPv6 addresses that stand for an IPv4 one in their last four bytes. */
const V4_INSIDE: readonly Range[] = [range("::ffff:0:0/96", ""), range("64:ff9b::/96", "")];

/** What kind of address it is when workflows may not reach it; null when they may. */
export function specialKind(address: string): string | null {
    const bytes = bytesOf(address);
    if (bytes === null) return "no address";
    return bytes.length === 4 ? kindIn(V4_SPECIAL, bytes) : kindOfV6(bytes);
}

function kindOfV6(bytes: readonly number[]): string | null {
    if (V4_INSIDE.some((wrapper) => contains(wrapper, bytes))) {
        return kindIn(V4_SPECIAL, bytes.slice(12));
    }
    if (contains(V6_GLOBAL, bytes)) return kindIn(V6_SPECIAL, bytes);
    return kindIn(V6_NAMED, bytes) ?? "an address outside the public internet";
}

function kindIn(ranges: readonly Range[], bytes: readonly number[]): string | null {
    return ranges.find((candidate) => contains(candidate, bytes))?.kind ?? null;
}

function contains({ bytes: base, bits }: Range, bytes: readonly number[]): boolean {
    return base.every((byte, index) => {
        const significant = Math.min(Math.max(bits - index * 8, 0), 8);
        const mask = 256 - 2 ** (8 - significant);
        return (byte & mask) === ((bytes[index] ?? 0) & mask);
    });
}

/** Two spellings of one address have the same key. */
export function addressKey(address: string): string | null {
    return bytesOf(address)?.join(".") ?? null;
}

function bytesOf(address: string): readonly number[] | null {
    // A zone (`fe80::1%eth0`) names an interface and is no part of the address.
    const bare = address.replace(/%.*$/, "");
    if (isIP(bare) === 0) return null;
    return isIP(bare) === 4 ? bare.split(".").map(Number) : bytesOfV6(bare);
}

/** The platform's URL parser leaves one spelling: hexadecimal groups, at most one gap. */
function bytesOfV6(address: string): readonly number[] {
    const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
    const [before = [], after = []] = canonical
        .split("::")
        .map((side) => (side === "" ? [] : side.split(":")));
    const gap = Array.from({ length: 8 - before.length - after.length }, () => "0");
    return [...before, ...gap, ...after].flatMap((group) => {
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 255];
    });
}
