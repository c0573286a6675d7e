namespace Orleans.Runtime;

public interface IAddressable;

public class OrleansException : Exception;
