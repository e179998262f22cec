import { useState } from "react";
import { IconButton } from "./IconButton.tsx";
import { useCommonTexts } from "./texts.tsx";
import { TextInput } from "./TextInput.tsx";
import type { TextInputProps } from "./TextInput.tsx";

export type PasswordInputProps = Omit<TextInputProps, "type" | "trailing">;

export function PasswordInput(props: PasswordInputProps) {
    const texts = useCommonTexts();
    const [isShown, setShown] = useState(false);
    return (
        <TextInput
            spellCheck={false}
            autoCapitalize="none"
            {...props}
            type={isShown ? "text" : "password"}
            trailing={
                <IconButton
                    icon={isShown ? "eye-off" : "eye"}
                    label={isShown ? texts.hidePassword : texts.showPassword}
                    aria-pressed={isShown}
                    size="sm"
                    className="-mr-1.5"
                    onClick={() => setShown(!isShown)}
                />
            }
        />
    );
}
