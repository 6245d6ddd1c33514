package dev.ioreactor.cli.report;

import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.load.Result;
import java.util.List;

/**
 * What a page or a file tells: the results, and how and where they came about.
 *
 * @param command as it was typed
 * @param version of this library
 * @param time when, ISO 8601
 * @param host where
 * @param results one per engine, or two: first its active connections alone
 * @param skipped engines that could not run, each with why
 */
public record Document(
        String command,
        String version,
        String time,
        Host host,
        List<Result> results,
        List<String> skipped) {}
