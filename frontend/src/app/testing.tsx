import { QueryClient } from "@tanstack/react-query";
import { configure, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";
import { Providers } from "./Providers.tsx";

// What is waited for comes late on a slow machine, and a second is what it would get otherwise.
configure({ asyncUtilTimeout: 15_000 });

/** What component tests stand in: providers, an address, a browser that jsdom leaves out. */
export function renderAt(path: string, children: ReactNode) {
    vi.stubGlobal("matchMedia", (query: string) => ({
        matches: /min-width|pointer: fine/u.test(query),
        addEventListener: () => {},
        removeEventListener: () => {}
    }));
    Element.prototype.scrollIntoView = () => {};
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    return render(
        <Providers client={client}>
            <MemoryRouter initialEntries={[path]}>{children}</MemoryRouter>
        </Providers>
    );
}

export interface Answer {
    readonly status?: number;
    readonly data?: unknown;
    /** An error's code instead of data. */
    readonly code?: string;
    readonly headers?: Record<string, string>;
}

export interface Asked {
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
}

/** The server as tests need it: answers by method and path, and remembers what it was asked. */
export function stubServer(answer: (asked: Asked) => Answer | Promise<Answer>): Asked[] {
    const log: Asked[] = [];
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
        const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
        const path = url.replace("/api/v1", "");
        const asked = { method: init.method ?? "GET", path, body };
        log.push(asked);
        const { status = 200, data, code, headers } = await answer(asked);
        return new Response(JSON.stringify(code === undefined ? success(data) : failure(code)), {
            status,
            headers
        });
    });
    return log;
}

const success = (data: unknown) => ({ success: true, data });

function failure(code: string) {
    const details = { reason: code.toLowerCase(), solution: "Do it differently." };
    const error = { code, message: `Refused: ${code}`, details, is_retryable: false };
    return { success: false, error: { ...error, request_id: "req-1" } };
}
