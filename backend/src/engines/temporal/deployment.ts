import { isGrpcServiceError } from "@temporalio/client";
import type { ConnectionLike } from "@temporalio/client";
import type { Logger } from "../../platform/logger.ts";
import { GRPC } from "./trouble.ts";

export interface CurrentVersionOptions {
    readonly connection: ConnectionLike;
    readonly namespace: string;
    readonly deployment: string;
    readonly build_id: string;
    readonly logger: Logger;
}

const CALL_MS = 5_000;
/** Temporal knows a version once it has polled. */
const KNOWN_MS = 30_000;
const PAUSE_MS = 250;

/**
 * Without a current version nothing starts: the first worker of a deployment makes its own the current
 * one. Later ones leave it: moving on is a deploy's, after its health check.
 */
export async function ensureCurrentVersion(options: CurrentVersionOptions): Promise<void> {
    const { build_id, deployment, logger } = options;
    const until = performance.now() + KNOWN_MS;
    for (;;) {
        const current = await currentVersion(options);
        if (current !== undefined && current !== "") {
            if (current !== build_id)
                logger.info({ deployment, build_id, current }, "temporal_version_not_current");
            return;
        }
        try {
            await makeCurrent(options);
            logger.info({ deployment, build_id }, "temporal_version_current");
            return;
        } catch (error) {
            if (!isNotYet(error) || performance.now() > until) throw error;
            await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
    }
}

/** Its build; "" where none is set, undefined where nobody has polled yet. */
async function currentVersion(options: CurrentVersionOptions): Promise<string | undefined> {
    const { connection, namespace, deployment: deploymentName } = options;
    try {
        const { workerDeploymentInfo } = await connection.withDeadline(Date.now() + CALL_MS, () =>
            connection.workflowService.describeWorkerDeployment({ namespace, deploymentName })
        );
        return workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId ?? "";
    } catch (error) {
        if (isGrpcServiceError(error) && error.code === GRPC.notFound) return undefined;
        throw error;
    }
}

async function makeCurrent(options: CurrentVersionOptions): Promise<void> {
    const { connection, namespace, deployment: deploymentName, build_id: buildId } = options;
    await connection.withDeadline(Date.now() + CALL_MS, () =>
        connection.workflowService.setWorkerDeploymentCurrentVersion({
            namespace,
            deploymentName,
            buildId,
            identity: "flowmaestro"
        })
    );
}

/** Its pollers are on the way, or another worker was faster: both are seen at the next look. */
function isNotYet(error: unknown): boolean {
    return isGrpcServiceError(error) && NOT_YET.includes(error.code);
}

const NOT_YET: readonly number[] = [GRPC.notFound, GRPC.failedPrecondition, GRPC.aborted];
