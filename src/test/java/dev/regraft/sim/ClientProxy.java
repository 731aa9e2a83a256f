package dev.regraft.sim;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** A client's interface in front of its simulation: every call passes through the process, and what is not simulated says so. */
final class ClientProxy implements InvocationHandler {

    private static final Map<Method, Method> CONSUMER_VERBS = verbs(Consumer.class, SimConsumer.class);
    private static final Map<Method, Method> PRODUCER_VERBS = verbs(Producer.class, SimProducer.class);

    private final Map<Method, Method> verbs;
    private final Object client;
    private final SimProcess process;

    private ClientProxy(Map<Method, Method> verbs, Object client, SimProcess process) {
        this.verbs = verbs;
        this.client = client;
        this.process = process;
    }

    static <T> T of(Class<T> type, Object client, SimProcess process) {
        Map<Method, Method> verbs = type == Consumer.class ? CONSUMER_VERBS : PRODUCER_VERBS;
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new ClientProxy(verbs, client, process)));
    }

    /** Each method of the interface with the one of the same name and parameters that simulates it. */
    private static Map<Method, Method> verbs(Class<?> type, Class<?> simulation) {
        Map<Method, Method> verbs = new HashMap<>();
        for (Method method : type.getMethods()) {
            try {
                verbs.put(method, simulation.getDeclaredMethod(method.getName(), method.getParameterTypes()));
            } catch (NoSuchMethodException _) {
                // It is not simulated.
            }
        }
        return verbs;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> client.getClass().getSimpleName() + " of " + process.name();
            };
        }
        Method verb = verbs.get(method);
        if (verb == null) {
            throw new UnsupportedOperationException("not simulated: " + method);
        }
        long call = process.enter();
        Object result;
        try {
            result = verb.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            process.leave(call);
            throw e.getCause();
        }
        process.leave(call);
        return result;
    }
}
