import { isGrpcServiceError } from "@temporalio/client";
import type { ConnectionLike } from "@temporalio/client";
import { GRPC, temporalTrouble } from "./trouble.ts";
import { ATTRIBUTES } from "./workflow/start-options.ts";

/** What stands in the way of executions in a namespace; null: nothing. */
export interface Preparation {
    readonly trouble: string | null;
    /** What we could neither do nor check: it may be right all the same. */
    readonly doubt: string | null;
}

/** Of the protocol: IndexedValueType. */
const KEYWORD = 2;
const KINDS = ["nothing", "Text", "Keyword", "Int", "Double", "Bool", "Datetime", "KeywordList"];
const TIMEOUT_MS = 10_000;

/**
 * The namespace is there, and its search attributes are ours: added where they are missing. As often as
 * anybody likes, by several processes at once. Rejects only where nobody answers.
 */
export async function prepareNamespace(
    connection: ConnectionLike,
    namespace: string
): Promise<Preparation> {
    return connection.withDeadline(Date.now() + TIMEOUT_MS, async () => {
        let aliases: readonly string[];
        try {
            const { config } = await connection.workflowService.describeNamespace({ namespace });
            aliases = Object.values(config?.customSearchAttributeAliases ?? {});
        } catch (error) {
            return { trouble: refusalOf(error, namespace), doubt: null };
        }
        return prepareAttributes(connection, namespace, aliases);
    });
}

function refusalOf(error: unknown, namespace: string): string {
    if (isGrpcServiceError(error) && error.code === GRPC.notFound) {
        return `Temporal has no namespace ${namespace}. Make it (temporal operator namespace create --namespace ${namespace}), or set TEMPORAL_NAMESPACE.`;
    }
    const known = temporalTrouble(error);
    if (known === null) throw error;
    return known;
}

async function prepareAttributes(
    connection: ConnectionLike,
    namespace: string,
    aliases: readonly string[]
): Promise<Preparation> {
    const { operatorService } = connection;
    const missing = ATTRIBUTES.filter((name) => !aliases.includes(name));
    try {
        if (missing.length > 0) {
            const searchAttributes = Object.fromEntries(
                missing.map((name) => [name, KEYWORD] as const)
            );
            await operatorService.addSearchAttributes({ namespace, searchAttributes });
        }
        // One that was there with another type was left as it is, without a word.
        const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
        return { trouble: otherwise(namespace, customAttributes), doubt: null };
    } catch (error) {
        if (!isGrpcServiceError(error)) throw error;
        if (error.code === GRPC.invalidArgument) {
            return { trouble: `${error.details}. ${howToAdd(namespace, missing)}`, doubt: null };
        }
        if (!NOT_OURS.includes(error.code)) throw error;
        if (missing.length === 0) return { trouble: null, doubt: null };
        // Temporal Cloud: names and types are its console's to give, and ours to ask for.
        const names = missing.join(", ");
        const doubt = `We may not add search attributes to ${namespace}, and do not see ${names}. ${howToAdd(namespace, missing)}`;
        return { trouble: null, doubt };
    }
}

const NOT_OURS: readonly number[] = [
    GRPC.permissionDenied,
    GRPC.unauthenticated,
    GRPC.unimplemented
];

function otherwise(
    namespace: string,
    found: { readonly [name: string]: number } | null | undefined
): string | null {
    for (const name of ATTRIBUTES) {
        const kind = found?.[name];
        if (kind === KEYWORD) continue;
        if (kind === undefined) {
            return `The search attribute ${name} is missing in ${namespace}. ${howToAdd(namespace, [name])}`;
        }
        return `The search attribute ${name} is ${KINDS[kind] ?? "something else"} in ${namespace}, and we need a Keyword. Use another namespace, or rename that attribute.`;
    }
    return null;
}

/** Both ways: which of them is right, whoever reads it knows. */
function howToAdd(namespace: string, names: readonly string[]): string {
    const flags = names.map((name) => `--name ${name} --type Keyword`).join(" ");
    const cloud = names.map((name) => `--sa ${name}=Keyword`).join(" ");
    return `Add them: temporal operator search-attribute create --namespace ${namespace} ${flags}; in Temporal Cloud: tcld namespace search-attributes add --namespace ${namespace} ${cloud}`;
}
