type Plural = { readonly one?: string; readonly other: string };

export type Areas = { readonly [area: string]: { readonly [key: string]: string | Plural } };

/** `area.key` for every message there is. */
export type MessageKey<C extends Areas> = {
    [A in keyof C & string]: `${A}.${keyof C[A] & string}`;
}[keyof C & string];

type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type NamesOf<M> = M extends string ? NamesIn<M> : NamesIn<M[keyof M]> | "count";

type MessageOf<C extends Areas, K> = K extends `${infer A}.${infer Name}` ? C[A][Name] : never;

/** A message with `{names}` wants exactly these; one without wants nothing. */
export type MessageParams<C extends Areas, K> = [NamesOf<MessageOf<C, K>>] extends [never]
    ? []
    : [
          params: {
              readonly [Name in NamesOf<MessageOf<C, K>>]: Name extends "count"
                  ? number
                  : string | number;
          }
      ];
