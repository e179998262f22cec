#!/bin/sh
# The official image renders a longer file from its variables.
set -eu
mkdir -p /tmp/ui
cat > /tmp/ui/docker.yaml <<CONFIG
temporalGrpcAddress: $TEMPORAL_ADDRESS
defaultNamespace: $TEMPORAL_DEFAULT_NAMESPACE
host: 0.0.0.0
port: 8080
enableUi: true
cors:
    cookieInsecure: true
CONFIG
exec temporal-ui --root / --config tmp/ui --env docker start
