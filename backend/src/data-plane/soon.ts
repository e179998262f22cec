/**
 * A value that may be here already. Light nodes run start to end without leaving the thread; making
 * promises of everything would cost them more than their work.
 */
export type Soon<T> = T | Promise<T>;

export function soon<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
    return value instanceof Promise ? value.then(next) : next(value);
}
