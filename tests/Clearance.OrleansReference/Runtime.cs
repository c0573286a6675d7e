namespace Orleans.Runtime;

public interface IAddressable;

public class OrleansException : Exception;

public sealed class LimitExceededException : OrleansException;
