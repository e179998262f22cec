import { z } from "zod";
import { id, name, timestamp } from "../lists.ts";
import { route } from "../route.ts";

/** Lower-cased and bounded; what counts as the same account is decided here, not by callers. */
export const emailSchema = z
    .string()
    .max(254, { error: "At most 254 characters." })
    .refine((value) => value.indexOf("@") <= 64, { error: "At most 64 characters before the @." })
    .refine((value) => value.isWellFormed() && !/[\s\p{Cc}]/u.test(value), {
        error: "Contains spaces or control characters."
    })
    .pipe(z.email({ error: "Not an email address." }))
    .transform((value) => value.toLowerCase());

export const PASSWORD = { min: 12, max: 128 } as const;

const passwordSchema = z
    .string()
    .min(PASSWORD.min, { error: `At least ${PASSWORD.min} characters.` })
    .max(PASSWORD.max, { error: `At most ${PASSWORD.max} characters.` })
    .refine((value) => value.trim().length > 0 && !value.includes("\u0000"), {
        error: "Needs visible characters and no NUL."
    })
    .refine((value) => value.isWellFormed(), { error: "Contains half of a surrogate pair." });

const roleSchema = z.enum(["owner", "admin", "editor", "viewer"]);
export type Role = z.infer<typeof roleSchema>;

const userSchema = z.object({ id, email: z.string(), name: z.string() });
const workspaceSchema = z.object({ id, name: z.string(), role: roleSchema });

/** Beside what was promised: when the token ends and which workspace it is for. */
const sessionFields = {
    token: z.string(),
    expires_in: z.int(),
    workspace: workspaceSchema
};

export const authRoutes = {
    register: route({
        method: "POST",
        path: "/auth/register",
        tag: "Auth",
        summary: "Create an account with a workspace of its own",
        permission: "public",
        rate_limit: "login",
        body: z.strictObject({ email: emailSchema, password: passwordSchema, name: name() }),
        status: 201,
        response: z.object({
            user: userSchema.extend({ created_at: timestamp }),
            ...sessionFields
        }),
        errors: ["EMAIL_TAKEN", "TOO_MANY_ATTEMPTS"]
    }),
    login: route({
        method: "POST",
        path: "/auth/login",
        tag: "Auth",
        summary: "Sign in",
        description: "Answers an access token and sets the refresh cookie.",
        permission: "public",
        rate_limit: "login",
        body: z.strictObject({ email: emailSchema, password: z.string().min(1).max(1_024) }),
        response: z.object({ user: userSchema, ...sessionFields }),
        errors: ["INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS"]
    }),
    verify: route({
        method: "POST",
        path: "/auth/verify",
        tag: "Auth",
        summary: "Ask whether an access token is valid",
        permission: "public",
        rate_limit: "login",
        body: z.strictObject({ token: z.string().max(16_384) }),
        response: z.object({
            valid: z.boolean(),
            user: z.object({ id, email: z.string() }).optional()
        })
    }),
    me: route({
        method: "GET",
        path: "/auth/me",
        tag: "Auth",
        summary: "Who am I, and where",
        permission: "viewer",
        response: z.object({
            user: userSchema.extend({ created_at: timestamp }),
            workspace: workspaceSchema,
            workspaces: z.array(workspaceSchema)
        })
    }),
    refresh: route({
        method: "POST",
        path: "/auth/refresh",
        tag: "Auth",
        summary: "Exchange the refresh cookie for a new access token",
        description:
            "The cookie is rotated. A cookie that was used before ends the whole session: somebody copied it.",
        permission: "public",
        body: z.strictObject({}).optional(),
        response: z.object({ user: userSchema, ...sessionFields }),
        errors: ["UNAUTHORIZED", "REFRESH_REUSED", "ORIGIN_NOT_ALLOWED"]
    }),
    logout: route({
        method: "POST",
        path: "/auth/logout",
        tag: "Auth",
        summary: "End this session",
        permission: "public",
        body: z.strictObject({}).optional(),
        response: z.object({ logged_out: z.literal(true) })
    }),
    workspace: route({
        method: "POST",
        path: "/auth/workspace",
        tag: "Auth",
        summary: "Get a token for another workspace of mine",
        permission: "viewer",
        body: z.strictObject({ workspace_id: id }),
        response: z.object(sessionFields),
        errors: ["NOT_FOUND"]
    }),
    wsTicket: route({
        method: "POST",
        path: "/auth/ws-ticket",
        tag: "Auth",
        summary: "A one-time ticket for the WebSocket, good for 60 seconds",
        permission: "viewer",
        body: z.strictObject({}).optional(),
        response: z.object({ ticket: z.string(), expires_in: z.int() })
    })
};
