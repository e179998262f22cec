import type { RedisLink } from "../../platform/redis/redis-link.ts";
import type { Wire, WireListener } from "./wire.ts";

/** Facts of one batch may be larger than what is worth copying: then their number is said. */
const MAX_BYTES = 65_536;

/** Redis pub/sub, one channel a topic. */
export function redisWire(link: RedisLink): Wire {
    const prefix = `${link.space}bus:`;
    return {
        max_bytes: MAX_BYTES,
        get isUp() {
            return link.isUp && link.isListening;
        },
        say: (topic, text) => link.tell((redis) => redis.publish(prefix + topic, text)),
        listen: (topic) => link.listen(prefix + topic),
        unlisten: (topic) => link.unlisten(prefix + topic),
        hear: ({ onMessage, onUp }: WireListener) =>
            link.hear({
                onMessage: (channel, text) => onMessage(channel.slice(prefix.length), text),
                onUp
            })
    };
}
