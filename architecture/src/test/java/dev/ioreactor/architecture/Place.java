package dev.ioreactor.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;

/** Every class of the project, tests left out, and where it belongs. */
final class Place {
    /** Where a class is that a question does not concern. */
    static final String ELSEWHERE = "elsewhere";

    private static final String ROOT = "dev.ioreactor";
    private static final Set<String> MODULES_BESIDE_CORE =
            Set.of("unix", "tck", "cli", "bench", "examples");

    static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    private Place() {}

    /** The module of a class, told by its package: what no other module claims is core. */
    static String module(JavaClass type) {
        String name = type.getPackageName();
        if (!name.equals(ROOT) && !name.startsWith(ROOT + ".")) {
            return ELSEWHERE;
        }
        String first = belowRoot(name).split("\\.", 2)[0];
        return MODULES_BESIDE_CORE.contains(first) ? first : "core";
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
