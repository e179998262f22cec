/** What a step of the undo list is called, and what is said and shown about it. */
export const editorSteps = {
    undo: "Undo",
    redo: "Redo",
    nodes: { one: "{count} node", other: "{count} nodes" },
    // What a step of the undo list is called
    "step.add": "Added {node}",
    "step.connect": "Connected {source} to {target}",
    "step.reroute": "Rerouted a connection",
    "step.delete": "Deleted {node}",
    "step.delete_nodes": { one: "Deleted {count} node", other: "Deleted {count} nodes" },
    "step.delete_edges": { one: "Deleted a connection", other: "Deleted {count} connections" },
    "step.rename": "Renamed {before} to {label}",
    "step.edit": "Changed {field} of {node}",
    "step.notes": "Changed the notes of {node}",
    "step.enable": "Enabled {node}",
    "step.disable": "Disabled {node}",
    "step.name": "Renamed the workflow",
    "step.description": "Changed the description",
    "step.settings": "Changed the settings",
    "step.move": "Moved {node}",
    "step.move_nodes": { one: "Moved {count} node", other: "Moved {count} nodes" },
    "step.tidy": { one: "Tidied {count} node", other: "Tidied {count} nodes" },
    "step.paste": { one: "Pasted {count} node", other: "Pasted {count} nodes" },
    "step.duplicate": { one: "Duplicated {count} node", other: "Duplicated {count} nodes" },
    "step.move_in": "Moved {node} into {frame}",
    "step.move_out": "Moved {node} out of {frame}",
    "step.group": {
        one: "Put {count} node into {frame}",
        other: "Put {count} nodes into {frame}"
    },
    "step.splice": "Put {node} between {source} and {target}",
    "step.align": { one: "Aligned {count} node", other: "Aligned {count} nodes" },
    "step.theirs": "Took the other version",
    // Said to people who do not see the canvas
    "say.added": "Added {node}.",
    "say.added_after": "Added {node} after {source}.",
    "say.spliced": "Put {node} between {source} and {target}.",
    "say.connected": "Connected {source} to {target}.",
    "say.moved_left": "Moved {node} left.",
    "say.moved_right": "Moved {node} right.",
    "say.moved_up": "Moved {node} up.",
    "say.moved_down": "Moved {node} down.",
    "say.lineage_on": "What is not connected to the selection steps back.",
    "say.lineage_off": "All nodes stand out again.",
    "say.tidy_already": "The graph is tidy already.",
    "say.selected": { one: "{count} node selected.", other: "{count} nodes selected." },
    "say.copied": { one: "Copied {count} node.", other: "Copied {count} nodes." },
    "say.undo": "Undone: {step}.",
    "say.redo": "Redone: {step}.",
    "say.completed": { one: "{count} step completed.", other: "{count} steps completed." },
    "say.failed": "{node} failed: {message}",
    "say.execution": "Execution {status}.",
    // Why two ports cannot be joined
    "refusal.unknown": "That node is not here any more.",
    "refusal.self": "A node cannot follow itself. Use a Loop node to repeat steps.",
    "refusal.duplicate": "These two are connected already.",
    "refusal.cycle": "This would run in a circle. Use a Loop node to repeat steps.",
    "refusal.no_input": "Nothing can run before this node: it starts the workflow.",
    "refusal.no_port": "Nothing leaves from this node.",
    "refusal.scope": "A connection cannot cross the border of a loop.",
    "rename.label": "Name of the node",
    "rename.empty": "A node needs a name.",
    "rename.taken": "Another node is called “{label}”.",
    "toast.orphans": {
        one: "{what}. {count} reference still reads it.",
        other: "{what}. {count} references still read it."
    },
    "toast.cut_edges": {
        one: "{what}. {count} connection was removed: none may cross the border of a loop.",
        other: "{what}. {count} connections were removed: none may cross the border of a loop."
    },
    "toast.port_gone": {
        one: "{count} connection of that case was removed.",
        other: "{count} connections of that case were removed."
    },
    "toast.not_inside": "{node} stands at the top level, not inside a loop.",
    "toast.renamed": {
        one: "{count} reference now reads “{label}”.",
        other: "{count} references now read “{label}”."
    },
    "toast.paste_by_key": "Press Ctrl+V on the canvas to paste.",
    "toast.no_clipboard": "The browser does not let this page write to the clipboard.",
    "toast.link": "Link to the node copied.",
    "toast.link_gone": "There is no node {node} in this workflow any more.",
    "toast.no_clip": "There are no nodes on the clipboard.",
    "toast.merged": {
        one: "Merged {count} change of {name}.",
        other: "Merged {count} changes of {name}."
    },
    "toast.restored": {
        one: "Restored {count} change that was not saved.",
        other: "Restored {count} changes that were not saved."
    }
} as const;
