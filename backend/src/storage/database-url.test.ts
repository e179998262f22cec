import { expect, test } from "vitest";
import { AddressProblem, parseDatabaseUrl } from "./database-url.ts";

test.each([
    ["postgres://u:p@h:5433/d", { host: "h", port: 5433, database: "d", user: "u", password: "p" }],
    ["postgresql://u@h/d", { host: "h", port: 5432, database: "d", user: "u" }],
    [
        "postgres://u%40x:p%23%2F@h/d%20e",
        { host: "h", port: 5432, database: "d e", user: "u@x", password: "p#/" }
    ],
    ["postgres://u@[::1]:5432/d", { host: "::1", port: 5432, database: "d", user: "u" }],
    [
        "postgres://u:p@localhost/d?host=/cloudsql/a:b:c",
        { host: "/cloudsql/a:b:c", port: 5432, database: "d", user: "u", password: "p" }
    ],
    [
        "postgres://u@h/d?sslmode=require&application_name=x",
        { host: "h", port: 5432, database: "d", user: "u", ssl: { rejectUnauthorized: false } }
    ],
    [
        "postgres://u@h/d?sslmode=verify-full",
        { host: "h", port: 5432, database: "d", user: "u", ssl: { rejectUnauthorized: true } }
    ]
])("reads %s", (text, address) => {
    expect(parseDatabaseUrl(text)).toEqual(address);
});

test.each([
    ["no url", /is not a URL/],
    ["mysql://u@h/d", /mysql:\/\//],
    ["postgres://h/d", /names no user/],
    ["postgres://u:p@h", /names no database/],
    ["postgres://u:p@/d", /is not a URL|names no host/],
    ["postgres://u:p#ss@h/d", /is not a URL|names no/],
    ["postgres://u:p%zz@h/d", /is not a URL/],
    ["postgres://u@h:99999/d", /is not a URL/],
    ["postgres://u@h/d?sslmode=prefer", /sslmode=prefer/],
    ["postgres://u@h/d?options=-c%20role%3Dpostgres", /"options"/],
    ["postgres://u@h/d?sslrootcert=/nowhere.pem", /cannot be read/]
])("refuses %s without repeating a password", (text, message) => {
    let problem: unknown;
    try {
        parseDatabaseUrl(text);
    } catch (error) {
        problem = error;
    }
    expect(problem).toBeInstanceOf(AddressProblem);
    const { message: said, solution } = problem as AddressProblem;
    expect(said).toMatch(message);
    expect(solution).not.toBe("");
    expect(`${said}${solution}`).not.toMatch(/p#ss|p%zz/);
});
