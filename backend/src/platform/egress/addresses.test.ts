import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKey, specialKind } from "./addresses.ts";

describe("which addresses workflows may reach", () => {
    it.each([
        "8.8.8.8",
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808"
    ])("%s is public", (address) => {
        expect(specialKind(address)).toBeNull();
    });

    it.each([
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.10",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "2001:10::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        ""
    ])("%s is not", (address) => {
        expect(specialKind(address)).toEqual(expect.any(String));
    });

    it("reads the bytes, wherever the gap is", () => {
        expect(addressKey("::1")).toBe("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1");
        expect(addressKey("2606:4700::")).toBe("38.6.71.0.0.0.0.0.0.0.0.0.0.0.0.0");
        expect(addressKey("1:2:3:4:5:6:7:8")).toBe("0.1.0.2.0.3.0.4.0.5.0.6.0.7.0.8");
        expect(addressKey("::ffff:1.2.3.4")).toBe("0.0.0.0.0.0.0.0.0.0.255.255.1.2.3.4");
        expect(addressKey("::1.2.3.4")).toBe("0.0.0.0.0.0.0.0.0.0.0.0.1.2.3.4");
        expect(addressKey("1.2.3.4")).toBe("1.2.3.4");
    });

    it("judges every spelling of an IPv6 address alike", () => {
        fc.assert(
            fc.property(fc.ipV6(), (address) => {
                const url = URL.parse(`http://[${address}]/`);
                if (url === null) return;
                const canonical = url.hostname.slice(1, -1);
                expect(specialKind(canonical)).toBe(specialKind(address));
                expect(addressKey(canonical)).toBe(addressKey(address));
                expect(addressKey(address)?.split(".")).toHaveLength(16);
            })
        );
    });
});
