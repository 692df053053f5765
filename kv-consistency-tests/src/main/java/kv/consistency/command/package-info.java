/**
 * The subcommands of {@code kv-consistency}, one a file.
 *
 * <p>To let {@code check} decide another kind of history, implement {@link
 * kv.consistency.command.Workload} in a file of its own and add it to the list in {@link
 * kv.consistency.command.Workloads}. Fields of the implementation that carry picocli's
 * {@code @Option} become options of {@code check}; reading files, limits, exit codes, the output
 * line, the frame of the JSON object and of the HTML page are the command's.
 */
@NullMarked
package kv.consistency.command;

import org.jspecify.annotations.NullMarked;
