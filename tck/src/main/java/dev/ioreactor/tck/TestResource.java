package dev.ioreactor.tck;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Interest;
import dev.ioreactor.service.Readiness;
import dev.ioreactor.service.Resource;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A resource of a user's: the reading end of a pipe. */
final class TestResource implements Resource {
    final List<String> events = new ArrayList<>();
    final List<CloseReason> reasons = new ArrayList<>();
    int readyCount;
    Interest interest = Interest.READ;
    Runnable onReady = () -> {};
    boolean reads = true;

    private final TestPipe pipe;

    TestResource(TestPipe pipe) {
        this.pipe = pipe;
    }

    @Override
    public int descriptor() {
        return pipe.descriptor();
    }

    @Override
    public Interest interest() {
        return interest;
    }

    @Override
    public @Nullable SelectableChannel channel() {
        return pipe.channel();
    }

    @Override
    public void ready(Readiness readiness) {
        readyCount++;
        if (reads) {
            String text = pipe.read();
            events.add(text == null ? "end" : "read " + text);
            if (text == null) {
                interest = Interest.NONE;
            }
        }
        onReady.run();
    }

    @Override
    public void closed(CloseReason reason) {
        reasons.add(reason);
    }
}
