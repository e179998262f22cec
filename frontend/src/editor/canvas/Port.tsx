import { Handle, Position } from "@xyflow/react";
import clsx from "clsx";
import { memo } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import { INPUT_HANDLE } from "../document/graph.ts";

export interface PortProps {
    readonly node: string;
    readonly port: string;
    readonly isUsed: boolean;
    /** Its edge belongs to what is selected. */
    readonly isHot?: boolean;
    /** The execution left by it. */
    readonly isLive?: boolean;
    readonly isConnectable: boolean;
    readonly top?: number;
}

/** Where edges leave. Hollow while it leads nowhere; the pointer turns it into a plus. */
export const OutPort = memo(function OutPort(props: PortProps) {
    const { node, port, isUsed, top } = props;
    return (
        <Handle
            type="source"
            position={Position.Right}
            id={port}
            isConnectable={props.isConnectable}
            isConnectableEnd={false}
            data-testid={`handle-${node}-source-${port}`}
            style={top === undefined ? undefined : { top }}
            className={clsx(
                "fm-port fm-out",
                !isUsed && "fm-open",
                props.isHot === true && "fm-hot",
                props.isLive === true && "fm-live"
            )}
        >
            <Icon name="plus" size={12} />
        </Handle>
    );
});

/** Where edges arrive. Amber where something has to lead here and nothing does. */
export const InPort = memo(function InPort(props: {
    readonly node: string;
    readonly isNeeded: boolean;
    readonly isHot: boolean;
    readonly isConnectable: boolean;
    readonly top: number;
}) {
    return (
        <Handle
            type="target"
            position={Position.Left}
            id={INPUT_HANDLE}
            isConnectable={props.isConnectable}
            isConnectableStart={false}
            data-testid={`handle-${props.node}-target-${INPUT_HANDLE}`}
            style={{ top: props.top }}
            className={clsx(
                "fm-port fm-in",
                props.isNeeded && "fm-needed",
                props.isHot && "fm-hot"
            )}
        />
    );
});
