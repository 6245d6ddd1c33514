package dev.ioreactor.unix.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

class CFunctionTest {
    /**
     * What calls allocate shows only where the compiler has inlined much around them, which differs
     * from run to run. That the handle is none that it could inline is certain.
     */
    @Test
    void theHandleIsNoConstantForTheCompiler() throws NoSuchFieldException {
        int field = CFunction.class.getDeclaredField("handle").getModifiers();
        assertThat(Modifier.isFinal(field)).isFalse();
    }
}
