#!/bin/sh
# What the official image's entry point does: which address others reach this server at.
set -eu
: "${BIND_ON_IP:=$(hostname -i)}"
: "${TEMPORAL_BROADCAST_ADDRESS:=$(hostname -i)}"
export BIND_ON_IP TEMPORAL_BROADCAST_ADDRESS
exec temporal-server start
