import { AddressProblem, parseDatabaseUrl } from "../storage/database-url.ts";
import type { DatabaseAddress } from "../storage/database.ts";
import { portOf } from "./kinds.ts";
import type { Reader } from "./reader.ts";

export interface DatabaseEnv {
    /** Null: the embedded one. */
    readonly database: DatabaseAddress | null;
    /** The variable that names the database, for error messages. */
    readonly database_variable: "DATABASE_URL" | "POSTGRES_HOST";
}

const POSTGRES = [
    "POSTGRES_HOST",
    "POSTGRES_DB",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "POSTGRES_PORT"
];

export function readDatabase(reader: Reader): DatabaseEnv {
    return {
        database: readAddress(reader),
        database_variable: reader.text("DATABASE_URL") ? "DATABASE_URL" : "POSTGRES_HOST"
    };
}

function readAddress(reader: Reader): DatabaseAddress | null {
    const url = reader.text("DATABASE_URL");
    if (url) {
        try {
            return parseDatabaseUrl(url.value);
        } catch (error) {
            if (!(error instanceof AddressProblem)) throw error;
            reader.problem(url.name, error.message, error.solution);
            return null;
        }
    }
    if (!reader.text(POSTGRES)) return null;
    return {
        host: reader.text("POSTGRES_HOST")?.value ?? "localhost",
        port: reader.read("POSTGRES_PORT", portOf(5432)) ?? 5432,
        database: reader.text("POSTGRES_DB")?.value ?? "flowmaestro",
        user: reader.text("POSTGRES_USER")?.value ?? "flowmaestro",
        password: reader.text("POSTGRES_PASSWORD")?.value
    };
}
