import { turnStatusName } from "./turn-words.ts";
import type { LoopTurns } from "./use-turns.ts";

const MOST_CELLS = 24;

/**
 * Every turn at a glance: done is solid, failed cut in two, running outlined, waiting half as high. Above
 * 24 turns a cell stands for several and shows what is worth most attention among them. The pager beside
 * it says the same in words and is there for the keyboard.
 */
export function TurnCells({ loop }: { readonly loop: LoopTurns }) {
    const { turns, index } = loop;
    const cells = turns.cells(MOST_CELLS);
    const shown = cells.findLastIndex(({ first }) => index !== null && first <= index);
    return (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
            aria-hidden="true"
            data-many={turns.size > MOST_CELLS ? "" : undefined}
            className="fm-turns nodrag nopan"
            onClick={(event) => {
                const place = [...event.currentTarget.children].indexOf(event.target as Element);
                const cell = cells[place];
                if (cell !== undefined) loop.go(cell.first);
            }}
        >
            {cells.map(({ first, status }, place) => (
                <i
                    key={first}
                    data-status={turnStatusName(status)}
                    data-shown={place === shown ? "" : undefined}
                />
            ))}
        </div>
    );
}
