using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Which values are passwords of people, and which columns keep them.</summary>
internal static class PasswordValue
{
    private static readonly Fact<HashSet<INamedTypeSymbol>> s_entities = new(static (compilation, cancellation) =>
    {
        var entities = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (!type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext"))
                continue;
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol { Type: INamedTypeSymbol { TypeArguments: [INamedTypeSymbol entity] } set } && set.Is("Microsoft.EntityFrameworkCore.DbSet`1"))
                    entities.Add(entity);
            }
        }

        return entities;
    });

    /// <summary>The name of the password in an expression of bytes or text, or null: <c>Encoding.UTF8.GetBytes(password + salt)</c>.</summary>
    public static string? In(IOperation value) => In(value, 0);

    /// <summary>Whether a name says that a password stands in it as people typed it.</summary>
    public static bool IsPlain(string name)
    {
        var words = SecretWords.Split(name);
        return words.Count > 0 && words[words.Count - 1].ToLowerInvariant() is "password" or "passwd" or "pwd" or "passphrase" or "passcode"
            && !(words.Count > 1 && words[words.Count - 2].ToLowerInvariant() is "hashed" or "encrypted" or "protected" or "hash" or "forgot" or "reset");
    }

    /// <summary>Whether a property of an entity keeps a password.</summary>
    public static bool IsStored(IPropertySymbol property, Compilation compilation, CancellationToken cancellation) =>
        (property.Name is "PasswordHash" or "HashedPassword" || IsPlain(property.Name)) && !property.HasAttribute("System.ComponentModel.DataAnnotations.Schema.NotMappedAttribute") && s_entities.Of(compilation, cancellation).Contains(property.ContainingType);

    /// <summary>The algorithm that an instance of <c>HashAlgorithm</c> is.</summary>
    public static string Algorithm(IOperation instance)
    {
        var type = LocalValues.Resolve(instance) is IObjectCreationOperation or IInvocationOperation ? LocalValues.Resolve(instance).Type : instance.Type;
        return type?.Name ?? "a fast hash";
    }

    private static string? In(IOperation value, int depth)
    {
        if (depth > 6)
            return null;
        if (LocalValues.Named(value) is { } named && IsPlain(named.Name) && IsText(named))
            return named.Name;
        value = LocalValues.Resolve(value);
        switch (value)
        {
            case IInvocationOperation { TargetMethod.Name: "GetBytes" or "Concat" or "Format" or "Trim" or "Normalize" or "Join" or "ToArray" } call:
                foreach (var argument in call.Arguments)
                {
                    if (In(argument.Value, depth + 1) is { } found)
                        return found;
                }

                return call.Instance is { } instance && call.TargetMethod.Name != "GetBytes" ? In(instance, depth + 1) : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return In(sum.LeftOperand, depth + 1) ?? In(sum.RightOperand, depth + 1);
            case IInterpolatedStringOperation text:
                return text.Parts.OfType<IInterpolationOperation>().Select(part => In(part.Expression, depth + 1)).FirstOrDefault(static name => name is not null);
            default:
                return LocalValues.Named(value) is { } symbol && IsPlain(symbol.Name) && IsText(symbol) ? symbol.Name : null;
        }
    }

    private static bool IsText(ISymbol symbol) => symbol switch
    {
        IParameterSymbol parameter => Text(parameter.Type),
        ILocalSymbol local => Text(local.Type),
        IPropertySymbol property => Text(property.Type),
        IFieldSymbol { IsConst: false } field => Text(field.Type),
        _ => false,
    };

    private static bool Text(ITypeSymbol type) => type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte or SpecialType.System_Char };
}
