package dev.ioreactor.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every class of the project, tests left out, and where it belongs. */
final class Place {
    /** Where a class is that a question does not concern. */
    static final String ELSEWHERE = "elsewhere";

    private static final String ROOT = "dev.ioreactor";
    private static final Pattern BUILT =
            Pattern.compile(
                    "/(?:(?<built>[a-z]+)/target/classes|ioreactor-(?<jar>[a-z]+)-[^/]+jar!)/");

    static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    private Place() {}

    /**
     * The module of a class, told by where it was built, since benchmarks stand in packages of
     * core.
     */
    static String module(JavaClass type) {
        Matcher place = BUILT.matcher(type.getSource().map(s -> s.getUri().toString()).orElse(""));
        if (!place.find()) {
            return ELSEWHERE;
        }
        return place.group("built") != null ? place.group("built") : place.group("jar");
    }

    /** The package of a class of core by its name below the root, which itself is {@code root}. */
    static String packageOfCore(JavaClass type) {
        if (!module(type).equals("core")) {
            return ELSEWHERE;
        }
        String below = belowRoot(type.getPackageName());
        return below.isEmpty() ? "root" : below;
    }

    /** Whether the class ships to users as part of a program, and not as its tests or tools. */
    static boolean isLibrary(JavaClass type) {
        return Set.of("core", "unix").contains(module(type));
    }

    private static String belowRoot(String packageName) {
        return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
    }
}
