import type { ExecutionStatus } from "../../lib/execution-status.ts";
import { Badge } from "../common/Badge.tsx";
import { executionLook } from "./execution-look.ts";

export interface ExecutionStatusBadgeProps {
    readonly status: ExecutionStatus;
    /** In tables: no fill. */
    readonly plain?: boolean;
    /** On the canvas ground. */
    readonly raised?: boolean;
    readonly className?: string;
}

export function ExecutionStatusBadge({
    status,
    plain,
    raised,
    className
}: ExecutionStatusBadgeProps) {
    const look = executionLook(status);
    return (
        <Badge
            tone={look.tone}
            icon={look.icon}
            spinning={look.isSpinning}
            plain={plain}
            raised={raised}
            className={className}
        >
            {look.label}
        </Badge>
    );
}
