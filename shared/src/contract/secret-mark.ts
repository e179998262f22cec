/** Stands wherever a secret value would be shown: in answers, frames, logs and errors, for everybody. */
export const SECRET_MARK = "••••••";
