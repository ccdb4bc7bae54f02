"""Runs the cells of a notebook in a Jupyter kernel and writes it with their outputs.

    python3 execute.py NOTEBOOK OUTPUT KERNEL

It does the work of `nbconvert --execute` with more patience: the kernel of Deno sometimes says that a cell is done before
it has sent the last of what the cell printed, and nbconvert stops listening at that word. Here a cell is over when the kernel has
said so and has been silent for a while since.
"""

import os
import queue
import sys

import nbformat
from jupyter_client.manager import start_new_kernel

# A cell that takes longer has hung.
CELL_SECONDS = 180
# How long after the end of a cell its last outputs may come.
SILENCE_SECONDS = 0.5
OUTPUTS = ("stream", "display_data", "execute_result", "error")


def outputs_of(client, source):
    """Runs one cell; its outputs, and its number in the kernel's count."""
    request = client.execute(source)
    outputs = []
    is_over = False
    while True:
        try:
            message = client.get_iopub_msg(timeout=SILENCE_SECONDS if is_over else CELL_SECONDS)
        except queue.Empty:
            if is_over:
                break
            raise SystemExit(f"a cell took longer than {CELL_SECONDS} seconds:\n{source}")
        if message["parent_header"].get("msg_id") != request:
            continue
        kind = message["header"]["msg_type"]
        if kind == "status":
            is_over = is_over or message["content"]["execution_state"] == "idle"
        elif kind in OUTPUTS:
            add(outputs, nbformat.v4.output_from_msg(message))
    reply = client.get_shell_msg(timeout=CELL_SECONDS)
    return outputs, reply["content"].get("execution_count")


def add(outputs, output):
    """Text of one stream stays in one piece, however it was cut on its way."""
    last = outputs[-1] if outputs else None
    if last and last.output_type == output.output_type == "stream" and last.name == output.name:
        last.text += output.text
    else:
        outputs.append(output)


def main(path, target, kernel):
    notebook = nbformat.read(path, as_version=4)
    folder = os.path.dirname(os.path.abspath(path))
    manager, client = start_new_kernel(kernel_name=kernel, cwd=folder, startup_timeout=60)
    try:
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs, cell.execution_count = outputs_of(client, cell.source)
            for output in cell.outputs:
                if output.output_type == "error":
                    lines = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
                    raise SystemExit(f"{lines}\n\nin the cell\n\n{cell.source}")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    nbformat.write(notebook, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
