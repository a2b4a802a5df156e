using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>The indexes that entity classes and the model's configuration ask for, by entity.</summary>
internal static class IndexReader
{
    /// <summary>What <c>[Index]</c> asks for.</summary>
    public static IEnumerable<SchemaIndex> OfAttributes(INamedTypeSymbol entity)
    {
        foreach (var attribute in entity.GetAttributes().Where(static a => a.AttributeClass.Is("Microsoft.EntityFrameworkCore.IndexAttribute")))
        {
            var columns = attribute.ConstructorArguments.SelectMany(static a => a.Kind == TypedConstantKind.Array ? a.Values.Select(static v => v.Value) : [a.Value]).OfType<string>().ToList();
            if (columns.Count > 0)
                yield return new SchemaIndex([.. columns], WireAttributes.Named(attribute, "IsUnique") is true, null, WireAttributes.Named(attribute, "Name") as string);
        }
    }

    /// <summary>What a body asks for with <c>HasIndex</c>.</summary>
    public static IEnumerable<(ITypeSymbol Entity, SchemaIndex Index)> OfBody(IOperation? body)
    {
        foreach (var call in body?.Descendants().OfType<IInvocationOperation>() ?? [])
        {
            if (call.TargetMethod.Name != "HasIndex" || call.TargetMethod.ContainingNamespace?.Name != "Builders" || call.Instance?.Type is not INamedTypeSymbol { TypeArguments: [var entity] } || Columns(call) is not { Count: > 0 } columns)
                continue;
            var chain = Chain(call).ToList();
            var unique = chain.Find(static c => c.TargetMethod.Name == "IsUnique");
            yield return (entity, new SchemaIndex([.. columns], unique is not null && unique.Arguments.All(static a => a.Value.ConstantValue.Value is not false), Text(chain, "HasFilter"), Text(chain, "HasDatabaseName")));
        }
    }

    private static List<string> Columns(IInvocationOperation call) =>
    [
        .. call.Arguments.Where(static a => a.Parameter?.Name != "name").SelectMany(static a => a.DescendantsAndSelf()).Select(static operation => operation switch
        {
            IPropertyReferenceOperation { Instance: { } instance } property when LocalValues.Bare(instance) is IParameterReferenceOperation => property.Property.Name,
            ILiteralOperation { ConstantValue.Value: string name } => name,
            INameOfOperation { ConstantValue.Value: string name } => name,
            _ => null,
        }).OfType<string>(),
    ];

    private static IEnumerable<IInvocationOperation> Chain(IOperation call)
    {
        for (var parent = call.Parent; ; parent = parent.Parent)
        {
            if (parent is IInvocationOperation next)
                yield return next;
            else if (parent is not (IConversionOperation or IArgumentOperation { Parameter.Ordinal: 0 }))
                yield break;
        }
    }

    private static string? Text(List<IInvocationOperation> chain, string name) =>
        chain.Find(c => c.TargetMethod.Name == name)?.Arguments.Select(static a => a.Value.ConstantValue.Value as string).FirstOrDefault(static text => text is not null);
}
