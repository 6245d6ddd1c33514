package dev.ioreactor.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetSocketAddress;

/**
 * Netty 4.2 with one event loop for listener and connections: writes are flushed once per read
 * burst, which is what its own manual recommends for an echo.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes its channel
final class NettyServer {
    private NettyServer() {}

    static int start(String kind, PeerServer.Mode mode, int port) throws InterruptedException {
        IoHandlerFactory factory =
                switch (kind) {
                    case "netty-epoll" -> EpollIoHandler.newFactory();
                    case "netty-io_uring" -> IoUringIoHandler.newFactory();
                    default -> NioIoHandler.newFactory();
                };
        Class<? extends ServerChannel> channel =
                switch (kind) {
                    case "netty-epoll" -> EpollServerSocketChannel.class;
                    case "netty-io_uring" -> IoUringServerSocketChannel.class;
                    default -> NioServerSocketChannel.class;
                };
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, factory);
        Channel listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(channel)
                        .option(ChannelOption.SO_BACKLOG, 4_096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new Initializer(mode))
                        .bind("127.0.0.1", port)
                        .sync()
                        .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static final class Initializer extends ChannelInitializer<Channel> {
        private final PeerServer.Mode mode;

        Initializer(PeerServer.Mode mode) {
            this.mode = mode;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(
                            switch (mode) {
                                case ECHO -> new Echo();
                                case SOURCE -> new Source();
                                case SINK -> new Sink();
                            });
        }
    }

    private static class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class Echo extends Quiet {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        /** Does not read what it could not write. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }
    }

    private static final class Sink extends Quiet {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
        }
    }

    private static final class Source extends Quiet {
        private static final ByteBuf BLOCK = block();

        private static ByteBuf block() {
            byte[] bytes = new byte[251 * 64];
            PeerServer.fillStream(bytes, 0);
            return Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            pour(context);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            pour(context);
        }

        private static void pour(ChannelHandlerContext context) {
            while (context.channel().isWritable() && context.channel().isActive()) {
                context.write(BLOCK.duplicate(), context.voidPromise());
            }
            context.flush();
        }
    }
}
