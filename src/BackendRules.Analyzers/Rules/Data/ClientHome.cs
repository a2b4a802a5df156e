using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether an object that is created here is kept for later calls.</summary>
internal static class ClientHome
{
    private static readonly string[] s_makers = ["Factory", "Provider", "Pool", "Builder", "Accessor"];

    public static bool Keeps(IOperation creation, ISymbol container)
    {
        for (var current = creation.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case ICoalesceAssignmentOperation:
                    return true;
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } or IPropertyReferenceOperation { Property.IsIndexer: true } }:
                    return true;
                case IFieldInitializerOperation or IPropertyInitializerOperation:
                    return true;
                case IAnonymousFunctionOperation lambda when IsKept(lambda):
                    return true;
                case IReturnOperation { Kind: OperationKind.Return } when IsMaker(container):
                    return true;
            }
        }

        return false;
    }

    /// <summary>A lambda that runs once: the factory of a <c>Lazy</c>, of a cache entry or of a registration.</summary>
    private static bool IsKept(IAnonymousFunctionOperation lambda)
    {
        for (var current = lambda.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IDelegateCreationOperation or IConversionOperation or IArgumentOperation:
                    continue;
                case IObjectCreationOperation made:
                    return made.Type.Is("System.Lazy`1");
                case IInvocationOperation call:
                    return call.TargetMethod.Name is "GetOrAdd" or "AddOrUpdate" or "GetOrCreate" or "GetOrCreateAsync"
                        || call.TargetMethod.Name.StartsWith("Add", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("TryAdd", StringComparison.Ordinal);
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsMaker(ISymbol container) =>
        container.ContainingType is { } type && Array.Exists(s_makers, word => type.Name.EndsWith(word, StringComparison.Ordinal));
}
