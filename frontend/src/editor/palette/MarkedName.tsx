/** A name with the letters that were searched for. */
export function MarkedName(props: { readonly name: string; readonly marked: readonly number[] }) {
    const { name, marked } = props;
    if (marked.length === 0) return name;
    const isMarked = new Set(marked);
    return (
        <>
            {[...name].map((letter, index) =>
                isMarked.has(index) ? (
                    // Letters have no names but their places.
                    // oxlint-disable-next-line react/no-array-index-key
                    <b key={index} className="font-semibold text-primary">
                        {letter}
                    </b>
                ) : (
                    letter
                )
            )}
        </>
    );
}
