using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Bytes that somebody wrote into the source: encoded or decoded text, an array of numbers, an array of zeros.</summary>
/// <param name="Length">How many.</param>
/// <param name="Syntax">The text, or the array, when it stands in the same file.</param>
/// <param name="IsText">Whether they come from a text.</param>
internal readonly record struct WrittenBytes(int Length, SyntaxNode? Syntax, bool IsText)
{
    public static WrittenBytes? Of(IOperation value) => Of(value, 0);

    private static WrittenBytes? Of(IOperation value, int depth)
    {
        value = LocalValues.Bare(value);
        if (depth > 6)
            return null;
        switch (value)
        {
            case IInvocationOperation call:
                return Called(call, depth);
            case IUtf8StringOperation text:
                return new WrittenBytes(Encoding.UTF8.GetByteCount(text.Value), text.Syntax, false);
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array when IsByte(array):
                return Array(array);
            case ICoalesceOperation coalesce:
                return Of(coalesce.WhenNull, depth + 1);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return (EnvironmentGate.Covers(choice.WhenTrue) ? null : Of(choice.WhenTrue, depth + 1)) ?? (EnvironmentGate.Covers(otherwise) ? null : Of(otherwise, depth + 1));
            case ILocalReferenceOperation local when LocalValues.Only(local) is { } only:
                return Of(only, depth + 1) is { } written && (written.IsText || OnlyRead(local)) ? written : null;
            case IFieldReferenceOperation { Field.IsReadOnly: true } field when Initializer(field) is { } initializer:
                return value.SemanticModel?.GetOperation(initializer) is { } initial && Of(initial, depth + 1) is { } held && (held.IsText || initial is not IArrayCreationOperation { Initializer: null }) ? held : null;
            default:
                return value.Syntax is CollectionExpressionSyntax { Elements.Count: > 0 } list && list.Elements.All(static e => e is ExpressionElementSyntax { Expression: LiteralExpressionSyntax })
                    ? new WrittenBytes(list.Elements.Count, list, false)
                    : null;
        }
    }

    private static WrittenBytes? Called(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "GetBytes" when call.Arguments.Length == 1 && method.ContainingType.IsOrInherits("System.Text.Encoding"):
                return Text(call.Arguments[0].Value, static text => Encoding.UTF8.GetByteCount(text));
            case "FromBase64String" when method.ContainingType.Is("System.Convert"):
                return Text(call.Arguments[0].Value, static text => text.TrimEnd('=').Length * 3 / 4);
            case "FromHexString" when method.ContainingType.Is("System.Convert"):
                return Text(call.Arguments[0].Value, static text => text.Length / 2);
            case "DecodeBytes" or "Base64UrlDecode" when call.Arguments.Length == 1:
                return Text(call.Arguments[0].Value, static text => text.Length * 3 / 4);
            case "HashData" or "ComputeHash" when call.Arguments.Length == 1 && IsHash(method.ContainingType):
                return Of(call.Arguments[0].Value, depth + 1);
            case "ToArray" or "AsSpan" or "AsMemory" when (call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null)) is { } source:
                return Of(source, depth + 1);
            default:
                return null;
        }
    }

    private static bool IsHash(INamedTypeSymbol type) => type.IsOrInherits("System.Security.Cryptography.HashAlgorithm") && !type.IsOrInherits("System.Security.Cryptography.KeyedHashAlgorithm");

    private static WrittenBytes? Text(IOperation value, Func<string, int> length) =>
        WrittenText.Of(value) is { Text.Length: > 0 } written ? new WrittenBytes(length(written.Text), written.Syntax, true) : null;

    private static bool IsByte(IArrayCreationOperation array) => array.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };

    private static WrittenBytes? Array(IArrayCreationOperation array)
    {
        if (array.Initializer is { } initializer)
        {
            foreach (var element in initializer.ElementValues)
            {
                if (!element.ConstantValue.HasValue)
                    return null;
            }

            return initializer.ElementValues.Length == 0 ? null : new WrittenBytes(initializer.ElementValues.Length, array.Syntax, false);
        }

        return array.DimensionSizes[0].ConstantValue is { HasValue: true, Value: int length and > 0 } ? new WrittenBytes(length, array.Syntax, false) : null;
    }

    /// <summary>An array that is filled, indexed or handed to anything but the algorithm isn't what was written any more.</summary>
    private static bool OnlyRead(ILocalReferenceOperation reference)
    {
        foreach (var operation in LocalValues.Root(reference).DescendantsAndSelf())
        {
            if (operation is not ILocalReferenceOperation other || !SymbolEqualityComparer.Default.Equals(other.Local, reference.Local))
                continue;
            var parent = other.Parent;
            while (parent is IConversionOperation)
                parent = parent.Parent;
            var isRead = parent switch
            {
                IArgumentOperation argument => argument.Parent is IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "CreateEncryptor" or "CreateDecryptor" or "EncryptCbc" or "DecryptCbc" or "HashData" },
                ISimpleAssignmentOperation assignment => assignment.Value.Syntax == other.Syntax,
                IPropertyReferenceOperation { Property.Name: "Length" } => true,
                _ => false,
            };
            if (!isRead)
                return false;
        }

        return true;
    }

    private static SyntaxNode? Initializer(IFieldReferenceOperation field) =>
        field.Field.DeclaringSyntaxReferences.Length == 1 && field.Field.DeclaringSyntaxReferences[0] is { } reference && reference.SyntaxTree == field.Syntax.SyntaxTree
            ? (reference.GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value
            : null;
}
