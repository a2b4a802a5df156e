using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Everything that a scan of a DynamoDB table finds, loaded at once: the whole table is read and paid for, filtered or not.</summary>
/// <param name="Item">What the table holds.</param>
/// <param name="IsFiltered">Whether conditions leave fewer items.</param>
internal readonly record struct DynamoScan(ITypeSymbol Item, bool IsFiltered)
{
    private static readonly Members s_scans = new("Amazon.DynamoDBv2.DataModel.IDynamoDBContext.{ScanAsync,FromScanAsync}", "Amazon.DynamoDBv2.DataModel.DynamoDBContext.{ScanAsync,FromScanAsync}");

    /// <summary>The scan whose remaining items a call loads, or null.</summary>
    public static DynamoScan? Of(IInvocationOperation call) =>
        call is { TargetMethod.Name: "GetRemainingAsync", Instance: { } search } && LocalValues.Resolve(search) is IInvocationOperation { TargetMethod: { TypeArguments: [var item] } } scan && s_scans.Contain(scan.TargetMethod)
            ? new DynamoScan(item, scan.Arguments.Any(static argument => argument.ArgumentKind == ArgumentKind.Explicit && !IsEmpty(LocalValues.Resolve(argument.Value)))) : null;

    private static bool IsEmpty(IOperation conditions) => conditions switch
    {
        { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation => true,
        IObjectCreationOperation { Initializer: null, Type.Name: "List" } => true,
        IInvocationOperation { TargetMethod.Name: "Empty" } => true,
        IArrayCreationOperation { Initializer: null or { ElementValues.IsEmpty: true } } => true,
        // Collection expressions have an operation kind that Roslyn 4.8 doesn't know by name.
        _ => conditions.Syntax is CollectionExpressionSyntax { Elements.Count: 0 },
    };
}
