using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether a body opens, joins or is handed a transaction.</summary>
internal static class TransactionCover
{
    private static readonly string[] s_opens =
        ["BeginTransaction", "BeginTransactionAsync", "UseTransaction", "UseTransactionAsync", "EnlistTransaction", "StartTransaction", "WithTransaction", "WithTransactionAsync", "ExecuteInTransaction", "ExecuteInTransactionAsync", "CreateExecutionStrategy"];

    /// <summary>What was told of a type before: every mention of a local, field or property of every body is asked for.</summary>
    private static readonly ConditionalWeakTable<ITypeSymbol, StrongBox<bool>> s_known = new();

    public static bool In(ImmutableArray<IOperation> blocks, ISymbol container)
    {
        if (container is IMethodSymbol method && method.Parameters.Any(static p => IsTransaction(p.Type)))
            return true;
        foreach (var block in blocks)
        {
            foreach (var operation in block.Descendants())
            {
                switch (operation)
                {
                    case IInvocationOperation call when Array.IndexOf(s_opens, call.TargetMethod.Name) >= 0 || NamesTransaction(call.TargetMethod.Name):
                    case IObjectCreationOperation made when made.Type.Is("System.Transactions.TransactionScope") || made.Type.Is("System.Transactions.CommittableTransaction"):
                    case ILocalReferenceOperation local when IsTransaction(local.Type):
                    case IFieldReferenceOperation field when IsTransaction(field.Type):
                    case IPropertyReferenceOperation property when IsTransaction(property.Type):
                        return true;
                }
            }
        }

        return false;
    }

    public static bool IsTransaction(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.None, TypeKind: not (TypeKind.Enum or TypeKind.Delegate or TypeKind.Array) } && s_known.GetValue(type, static type => new StrongBox<bool>(Read(type))).Value;

    private static bool Read(ITypeSymbol type) =>
        (type.IsOrInherits("System.Data.IDbTransaction") || type.IsOrInherits("Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction")
            || type.IsOrInherits("MongoDB.Driver.IClientSessionHandle") || type.IsOrInherits("System.Transactions.Transaction")
            || type.TypeKind == TypeKind.Interface && type.Name is "IUnitOfWork" or "ITransaction");

    private static bool NamesTransaction(string name) =>
        name.IndexOf("InTransaction", StringComparison.Ordinal) >= 0 || name is "CommitAsync" or "Commit";
}
