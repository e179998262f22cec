import { json, html } from "./html.ts";
import type { Html } from "./html.ts";

interface Chapter {
    readonly id: string;
    readonly title: string;
    readonly text: Html;
}

const failure = {
    success: false,
    error: {
        code: "WORKFLOW_CYCLE",
        message: "Nodes x and y form a cycle.",
        details: {
            reason: "workflow_cycle",
            solution: "Remove the edge y → x.",
            nodes: ["x", "y"],
            documentation: "/api/docs#error-WORKFLOW_CYCLE"
        },
        is_retryable: false,
        request_id: "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f"
    }
};

/** What holds for every call, said once. */
export const GUIDE: readonly Chapter[] = [
    {
        id: "start",
        title: "Start",
        text: html`<p>
                Everything lives below <code>/api</code>, which is the same as <code>/api/v1</code>.
                JSON in and out, <code>snake_case</code>, times in RFC 3339 and UTC, ids are UUIDs.
                The examples take the address from <code>FM</code> and the token from
                <code>TOKEN</code>:
            </p>
            <pre tabindex="0">
export FM=http://localhost:3001
export TOKEN=$(curl -s -X POST "$FM/api/auth/login" \\
  -H "Content-Type: application/json" \\
  -d '{"email":"mira@example.com","password":"correct horse battery"}' | jq -r .data.token)</pre>
            <p>
                A token is good for 15 minutes and for one workspace. Sign-in also sets a cookie
                that
                <a href="#refresh">refresh</a> exchanges for the next one. Machine-readable:
                <a href="/api/openapi.json">openapi.json</a>.
            </p>`
    },
    {
        id: "answers",
        title: "Answers and errors",
        text: html`<p>
                Success is <code>{ "success": true, "data": … }</code>. A failure says what
                happened, why, and how to get out of it; <code>code</code> is stable,
                <code>is_retryable</code> says whether the same call can succeed later, and
                <code>request_id</code> is in <code>X-Request-Id</code> and in our logs. What is
                wrong with single fields is listed in <code>details.field_errors</code>.
            </p>
            <pre tabindex="0">${json(failure)}</pre>
            <p>
                With <code>Accept: application/problem+json</code> errors come as RFC 9457, with the
                same codes. Unknown fields and unknown query parameters are refused by name. What
                belongs to another workspace answers exactly like what does not exist: 404.
            </p>`
    },
    {
        id: "lists",
        title: "Lists",
        text: html`<p>
            Lists take <code>page</code> and <code>limit</code> (20, at most 100),
            <code>sort</code> and <code>order</code>, and answer <code>pagination</code> with
            <code>total</code> and <code>pages</code>. To walk through everything while others
            write, follow <code>pagination.next_cursor</code> (or the <code>Link</code> header) with
            <code>cursor</code>: no row is shown twice or skipped. With a cursor there is no
            <code>total</code> unless you ask with <code>include=total</code>.
        </p>`
    },
    {
        id: "idempotency",
        title: "Sending again",
        text: html`<p>
            Calls that make or start something take <code>Idempotency-Key</code>. The same key and
            the same body give the first answer again for 24 hours, marked
            <code>Idempotent-Replayed: true</code>, even when the first answer never reached you or
            the server was restarted in between. Another body under the same key is 422.
        </p>`
    },
    {
        id: "revisions",
        title: "Revisions",
        text: html`<p>
            A workflow has a <b>draft</b> with a revision, <code>ETag: "rev-17"</code>, and
            published <b>versions</b>. Send the revision you started from in <code>If-Match</code>:
            if somebody saved meanwhile you get 412 with who and when, and nothing is overwritten.
            Saving the draft always needs it. <code>PUT</code> and <code>PATCH</code> save and
            publish at once.
        </p>`
    },
    {
        id: "limits",
        title: "Limits",
        text: html`<p>
            Requests are counted per workspace, before sign-in per address.
            <code>RateLimit-Policy</code> and <code>RateLimit</code> say what holds and what is
            left; beyond it the answer is 429 with <code>Retry-After</code> and the name of the
            limit. Bodies end at 1 MiB, definitions at 1 MB, 2 000 nodes and 5 000 edges. Numbers
            that JSON readers would change (beyond 2⁵³, or too large for a double) are refused: send
            them as text.
        </p>`
    },
    {
        id: "watching",
        title: "Watching executions",
        text: html`<p>
                Every fact of an execution is one event with a gapless <code>seq</code>. Read them
                with <a href="#listEvents">events</a>, follow them as server-sent events with
                <code>Accept: text/event-stream</code>, or over the WebSocket <code>/ws</code>: get
                a <a href="#wsTicket">ticket</a>, connect to <code>/ws?ticket=…</code>, and send
            </p>
            <pre tabindex="0">
${json({ type: "subscribe", execution_id: "0190f3a9-11d2-7b0c-8f3e-6a5b4c3d2e1f", after_seq: 0 })}</pre>
            <p>
                After a broken connection subscribe again with the last <code>seq</code> you have
                seen: nothing is missed and nothing comes twice.
            </p>`
    }
];
