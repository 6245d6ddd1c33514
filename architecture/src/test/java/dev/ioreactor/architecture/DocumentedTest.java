package dev.ioreactor.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a module exports has a comment. Doclint checks the comments that there are; its own
 * check for missing ones would also ask for a tag per parameter, where a sentence says more.
 */
final class DocumentedTest {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    @ParameterizedTest
    @ValueSource(strings = {"core", "unix", "tck"})
    void whateverIsExportedIsDocumented(String module) throws IOException {
        Path sources = Path.of("..", module, "src", "main", "java");
        List<Path> files = new ArrayList<>();
        for (String exported : exportedPackages(sources.resolve("module-info.java"))) {
            try (Stream<Path> list = Files.list(sources.resolve(exported.replace('.', '/')))) {
                list.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        assertThat(files.isEmpty() ? List.of() : undocumented(files)).isEmpty();
    }

    private static Set<String> exportedPackages(Path moduleInfo) throws IOException {
        Set<String> packages = new TreeSet<>();
        parse(
                List.of(moduleInfo),
                (unit, trees) ->
                        unit.getModule()
                                .getDirectives()
                                .forEach(directive -> {
                                    if (directive instanceof ExportsTree exports
                                            && exports.getModuleNames() == null) {
                                        packages.add(exports.getPackageName().toString());
                                    }
                                }));
        return packages;
    }

    private static List<String> undocumented(List<Path> files) throws IOException {
        List<String> found = new ArrayList<>();
        parse(files, (unit, trees) -> new Scanner(unit, trees, found).scan(unit, null));
        return found;
    }

    private interface Visitor {
        void visit(CompilationUnitTree unit, DocTrees trees);
    }

    private static void parse(List<Path> files, Visitor visitor) throws IOException {
        try (StandardJavaFileManager manager = COMPILER.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            COMPILER.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                visitor.visit(unit, trees);
            }
        }
    }

    /**
     * Collects what a user can see and no comment explains; does not enter what users cannot see.
     */
    private static final class Scanner extends TreePathScanner<Void, Void> {
        private static final Set<String> SAYING = Set.of("Override", "Test", "DisplayName");

        private final CompilationUnitTree unit;
        private final DocTrees trees;
        private final List<String> found;
        private boolean inInterface;

        Scanner(CompilationUnitTree unit, DocTrees trees, List<String> found) {
            this.unit = unit;
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (isVisible(type.getModifiers())) {
                check(type, type.getSimpleName().toString());
                boolean outer = inInterface;
                inInterface =
                        type.getKind() == Tree.Kind.INTERFACE
                                || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
                super.visitClass(type, null);
                inInterface = outer;
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (isVisible(method.getModifiers()) && !saysItself(method)) {
                check(method, method.getName() + "()");
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            if (isVisible(field.getModifiers())) {
                check(field, field.getName().toString());
            }
            return null;
        }

        private boolean isVisible(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            return flags.contains(Modifier.PUBLIC)
                    || flags.contains(Modifier.PROTECTED)
                    || (inInterface && !flags.contains(Modifier.PRIVATE));
        }

        /** An overriding method is documented above it; the name of a test is the law itself. */
        private static boolean saysItself(MethodTree method) {
            for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
                if (SAYING.contains(annotation.getAnnotationType().toString())) {
                    return true;
                }
            }
            return false;
        }

        private void check(Tree tree, String name) {
            if (trees.getDocCommentTree(getCurrentPath()) == null) {
                long line =
                        unit.getLineMap()
                                .getLineNumber(
                                        trees.getSourcePositions().getStartPosition(unit, tree));
                found.add(
                        Path.of(unit.getSourceFile().getName()).getFileName()
                                + ":"
                                + line
                                + " "
                                + name);
            }
        }
    }
}
