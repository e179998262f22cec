/**
 * Carries short texts between processes, at most once: what is said while it is away is lost, and
 * nobody may need it to arrive.
 */
export interface Wire {
    /** Of one text; longer ones are not carried. */
    readonly max_bytes: number;
    readonly isUp: boolean;
    /** To all processes that listen to the topic, perhaps to this one too. */
    say(topic: string, text: string): void;
    /** Resolves once what is said is heard here, or will be when the wire is up again. */
    listen(topic: string): Promise<void>;
    unlisten(topic: string): void;
    /** One for the process. */
    hear(listener: WireListener): void;
}

export interface WireListener {
    readonly onMessage: (topic: string, text: string) => void;
    /** It is up (again): what was said before may have been missed. */
    readonly onUp: () => void;
}
