#!/bin/sh
# Starts nginx with the name servers and the API's address of this container; `health` asks it.
set -eu

if [ "${1:-}" = health ]; then
    exec curl --silent --show-error --fail --output /dev/null --max-time 4 http://127.0.0.1:8080/health
fi

# nginx asks the name server itself, and wants an IPv6 one in brackets. The first only: it would ask all of
# them in turn, and those that follow may not know this network's names.
resolver=$(awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2); exit }' /etc/resolv.conf)
if [ -z "$resolver" ]; then
    echo "/etc/resolv.conf names no server: the API could not be found." >&2
    exit 1
fi
case "$API_UPSTREAM" in
    *[!A-Za-z0-9.:_-]* | "")
        echo "API_UPSTREAM is \"$API_UPSTREAM\": use host:port, as in api:3001." >&2
        exit 1
        ;;
esac
cat > /tmp/place.conf <<CONF
resolver $resolver valid=1s;
map "" \$api {
    default "$API_UPSTREAM";
}
CONF
exec nginx -c /etc/flowmaestro/nginx.conf -g "daemon off;"
