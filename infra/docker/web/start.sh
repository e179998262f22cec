#!/bin/sh
# Starts nginx with the name servers and the API's address of this container; `health` asks it.
set -eu

if [ "${1:-}" = health ]; then
    exec curl --silent --show-error --fail --output /dev/null --max-time 4 http://127.0.0.1:8080/health
fi

# nginx asks name servers itself, and wants IPv6 ones in brackets.
resolvers=$(awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2) }' /etc/resolv.conf | tr '\n' ' ')
if [ -z "$resolvers" ]; then
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
resolver $resolvers valid=5s;
map "" \$api {
    default "$API_UPSTREAM";
}
CONF
exec nginx -c /etc/flowmaestro/nginx.conf -g "daemon off;"
