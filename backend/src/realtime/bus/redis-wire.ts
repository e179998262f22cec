import type { RedisLink } from "../../platform/redis/redis-link.ts";
import type { Wire, WireListener } from "./wire.ts";

/** Facts of one batch may be larger than what is worth copying: then their number is said. */
const MAX_BYTES = 65_536;
const PREFIX = "fm:bus:";

/** Redis pub/sub, one channel a topic. */
export function redisWire(link: RedisLink): Wire {
    return {
        max_bytes: MAX_BYTES,
        get isUp() {
            return link.isUp && link.isListening;
        },
        say: (topic, text) => link.tell((redis) => redis.publish(PREFIX + topic, text)),
        listen: (topic) => link.listen(PREFIX + topic),
        unlisten: (topic) => link.unlisten(PREFIX + topic),
        hear: ({ onMessage, onUp }: WireListener) =>
            link.hear({
                onMessage: (channel, text) => onMessage(channel.slice(PREFIX.length), text),
                onUp
            })
    };
}
