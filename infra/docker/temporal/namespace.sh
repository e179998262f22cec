#!/bin/sh
# Our namespace, unless it is there. The server takes a while after its port is open.
set -eu

attempt=0
until temporal operator cluster health --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1; do
    attempt=$((attempt + 1))
    if [ "$attempt" -ge 60 ]; then
        echo "Temporal at $TEMPORAL_ADDRESS did not become healthy in two minutes." >&2
        exit 1
    fi
    sleep 2
done

there() {
    temporal operator namespace describe --namespace "$NAMESPACE" --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1
}

if there; then
    echo "Namespace $NAMESPACE is there."
    exit 0
fi
# Somebody else may make it at the same moment: what counts is that it is there in the end.
temporal operator namespace create --namespace "$NAMESPACE" --address "$TEMPORAL_ADDRESS" \
    --retention "$RETENTION" --description "FlowMaestro executions" || there
echo "Namespace $NAMESPACE made; closed executions stay for $RETENTION."
