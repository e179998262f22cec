import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** What `/metrics` shows. Each part of the product gets its own instruments from here. */
export interface Metrics {
    readonly registry: Registry;
    readonly http: Histogram<"method" | "route" | "status">;
    readonly logins: Counter<"outcome">;
    rateLimited(policy: string): void;
    /** Read when somebody asks, so a gauge costs nothing in between. */
    gauge(name: string, help: string, read: () => number): void;
}

export function createMetrics(): Metrics {
    const registry = new Registry();
    // Process, memory, garbage collection and event-loop lag.
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
    const registers = [registry];
    const rateLimited = new Counter({
        name: "flowmaestro_rate_limited_total",
        help: "Requests refused by a rate limit.",
        labelNames: ["policy"],
        registers
    });
    return {
        registry,
        http: new Histogram({
            name: "http_request_duration_seconds",
            help: "From the request's head to the end of the answer, by route template.",
            labelNames: ["method", "route", "status"],
            buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            registers
        }),
        logins: new Counter({
            name: "flowmaestro_logins_total",
            help: "Sign-ins by outcome.",
            labelNames: ["outcome"],
            registers
        }),
        rateLimited: (policy) => rateLimited.inc({ policy }),
        gauge: (name, help, read) => {
            const gauge: Gauge = new Gauge({
                name,
                help,
                registers,
                collect: (): void => gauge.set(read())
            });
        }
    };
}
